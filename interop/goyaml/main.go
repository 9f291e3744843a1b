// Says what go-yaml, the YAML reader of OpenTelemetry Collectors, makes of texts that other readers take otherwise. It makes the
// texts itself, from pieces that meet in every way, and prints one JSON object a line: the text, and its value or the error.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

type verdict struct {
	Text  string `json:"text"`
	Error string `json:"error,omitempty"`
	Value any    `json:"value,omitempty"`
}

// What is put into the places of the templates.
var pieces = []string{
	"", " ", "\t", " \t", "\t ", "\t# c", " \t# c", "\t\t", "# c", " # c", "#c", " #c",
	"\u007f", "\u0080", "\u0085", "\u00a0", "\u2028", "\u2029", "\ufeff", "\u0001", "\u0007", "\u001b", "\u0000", "\u000b", "\u000c", "\ue000", "\ufffd", "\ufffe", "\U0001f600", "\U0010ffff",
	"\r", "\r\n", "\n", "\n\t\n", "\n\t# c\n", "\n \t\n",
	"%", "@", "`", "&a", "*a", "!", "!!str", "!!int", "!x", "!<tag:yaml.org,2002:str>", "?", "? ", "- ", "-", ": ", ":", ",", "[", "]", "{", "}", "|", ">", "'", "\"", "~", "null", "<<", "=", "\\",
	"---", "...", "\n---\n", "\n...\n", "\n---", "\n---\n# c\n", "\n--- # c\n", "\n...\n# c\n", "\n...\n...\n", "\n---\n---\n", "\n---\nx: 1\n", "\n...\nx: 1\n", "\n---\n\tx\n", "\n---\n]\n",
	"0644", "0o644", "1_000", "0x1F", "1e3", ".5", "yes", "on", "True", "2024-01-01", "2024-01-01T00:00:00Z", "12:30:45", "+1", "-.inf", "1.", "0b11",
}

// Two pieces never stand in one text: what each does alone is the question.
var templates = []string{
	"§a: 1\nb: 2\n",
	"a:§ 1\nb: 2\n",
	"a: §\nb: 2\n",
	"a: §x\nb: 2\n",
	"a: x§\nb: 2\n",
	"a: x §\nb: 2\n",
	"a: x§y\nb: 2\n",
	"a: 1\n§\nb: 2\n",
	"a: 1\n§b: 2\n",
	"a:\n§\n  b: 2\n",
	"a:\n  §b: 2\n",
	"a:\n  b: 2\n§\n  c: 3\n",
	"a:\n  b: 2\n  §\nc: 3\n",
	"a: 1\nb: 2§",
	"a: 1\nb: 2\n§",
	"a: [1,§2]\nb: 2\n",
	"a: [§]\nb: 2\n",
	"a: [1\n§\n, 2]\n",
	"a: {b:§1}\n",
	"a: {b: 1§}\n",
	"a: {§: 1}\n",
	"a: '§'\nb: 2\n",
	"a: 'x§y'\nb: 2\n",
	"a: \"§\"\nb: 2\n",
	"a: \"x§y\"\nb: 2\n",
	"a: \"x\n§\n  y\"\nb: 2\n",
	"a: x\n§\n  y\nb: 2\n",
	"a: |\n  x§y\nb: 2\n",
	"a: |\n  x\n§\n  y\nb: 2\n",
	"a: |§\n  x\nb: 2\n",
	"a: >\n  x§\n  y\nb: 2\n",
	"# x§y: 1\na: 1\n",
	"# §\na: 1\n",
	"a: 1 # x§y\nb: 2\n",
	"a: 1 #§\nb: 2\n",
	"- §\n- 1\n",
	"a:\n- 1§\n- 2\n",
	"a:\n-§1\n",
	"a:\n  - b: 1\n§\n    c: 2\n",
	"§\n",
	"§",
	"a&§: 1\n",
	"? §\n: 1\n",
	"a: &x 1\nb: *x§\n",
	"a: &x§ 1\nb: 2\n",
	"a: !!str§ 1\nb: 2\n",
}

// Texts of their own.
var whole = []string{
	"%YAML 1.0\n---\na: 1\n", "%YAML 1.1\n---\na: 1\n", "%YAML 1.2\n---\na: 1\n", "%YAML 1.3\n---\na: 1\n", "%YAML 2.0\n---\na: 1\n", "%YAML 1.1 # c\n---\na: 1\n", "%YAML\n---\na: 1\n", "%YAML 1\n---\na: 1\n",
	"%YAML 1.1\n%YAML 1.1\n---\na: 1\n", "%TAG ! tag:x,2000:\n---\na: !b 1\n", "%TAG !e! tag:x,2000:\n---\na: !e!b 1\n", "%TAG\n---\na: 1\n", "%FOO bar\n---\na: 1\n", "%YAML 1.1\na: 1\n", "# c\n%YAML 1.1\n---\na: 1\n", "\n%YAML 1.2\n---\na: 1\n", "# c\n%YAML 1.2\n---\na: 1\n",
	" %YAML 1.2\n---\na: 1\n", "a: 1\n---\n%YAML 1.2\n---\nb: 2\n", "a: 1\n...\n%YAML 1.2\n---\nb: 2\n", "%YAML 1.2 \n---\na: 1\n", "\ufeff%YAML 1.2\n---\na: 1\n", "a: |\n%YAML 1.2\n", "a: 'x\n%YAML 1.2'\n", "a:\n%YAML 1.2\n",
	"--- a: 1\n", "--- {a: 1}\n", "---\na: 1\n---\n", "---\na: 1\n---", "---\na: 1\n--- \n", "---\na: 1\n---\n\n# c\n", "a: 1\n---\nb: 2\n", "a: 1\n---\n- b\n", "---\n---\na: 1\n", "---\n# c\n---\na: 1\n", "...\na: 1\n", "# only\n", "# only", "", "\n\n", "~\n", "null\n", "{}\n", "[]\n", "---\n", "---\n...\n", "--- ~\n",
	"a: 1\na: 2\n", "a: 1\n\"a\": 2\n", "1: a\n\"1\": b\n", "1: a\n0x1: b\n", "a: {b: 1, b: 2}\n", "a: &x {b: 1}\nc: {<<: *x, b: 2}\n", "a: &x {b: 1}\nc: {<<: *x, <<: *x}\n", "a: {<<: 1}\n", "a: {<<: [1]}\n", "a: *x\n", "a: &x [*x]\n", "a: &x 1\nb: &x 2\nc: *x\n", "? {a: 1}\n: 1\n", "? [a]\n: 1\n", "~: 1\n", "true: 1\n", "1.5: 1\n", "2024-01-01: 1\n",
	"a:b: 1\n", "a: b: c\n", "a: - b\n", "a: [b: c]\n", "a: {b}\n", "a: {b, c: d}\n", "a: [,]\n", "a: [1,,2]\n", "a: {,}\n", "a: [1, 2\nb: 3\n", "a: {b: 1\nc: 2}\n", "a: [\n1\n]\n", "a: {\nb: 1\n}\n", "a:\n{b: 1}\n", "a:\n  [\n1]\n", "a: \"x\ny\"\n", "a: 'x\ny'\n", "\"a\": 1\n", "\"a\":1\n", "{\"a\":1}\n", "{a:1}\n", "{\"a\" :1}\n", "[\"a\":1]\n", "a: \"\\x41\\u0041\\U00000041\\e\\0\\_\\N\\L\\P\\/\"\n", "a: \"\\q\"\n", "a: \"\\'\"\n", "a: \"\\ud800\"\n", "a: |2\n  x\n", "a: |1\n  x\n", "a: |-\n  x\n", "a: |+\n  x\n\n", "a: |9\n  x\n", "a: |0\n  x\n", "a: |2-\n   x\n", "a: >\n  x\n   y\n  z\n",
	"a: !!binary aGk=\n", "a: !!binary ?\n", "a: !!int x\n", "a: !!float 1\n", "a: !!null x\n", "a: !!bool x\n", "a: !!map {b: 1}\n", "a: !!seq [1]\n", "a: !!set {b}\n", "a: !!omap [b: 1]\n", "a: !!timestamp 2024-01-01\n", "a: !!str\n", "a: !!merge x\n",
	"a: x\n\tb: 1\n", "a:\n\tb: 1\n", "\ta: 1\n", "a: 1\n\t", "a: 1\n \t \n", "a:\t1\n", "a\t: 1\n", "-\ta: 1\n", "- \ta: 1\n", "a: {\tb: 1}\n", "a: [\n\t1\n]\n", "a: {\n\tb: 1\n}\n", "a: |\n\tx\n", "a: |\n  \tx\n", "a: |\n  x\n\ty\n", "a: 'x\n\ty'\n", "a: \"x\n\ty\"\n", "a: x\n\ty\n", "a: x\n \ty\n", "a: x\n  \ty\n", "a: [\n\t# c\n1]\n", "a: {\n\t\n}\n", "a:\n  - 1\n\t\n  - 2\n", "a:\n  - 1\n\t# c\n", "a: |\n  x\n\t# c\nb: 1\n", "a: |\n  x\n\t\nb: 1\n", "a: |\n  x\n \t\nb: 1\n", "a: >\n\t\n  x\n", "\t\na: 1\n", "\t# c\na: 1\n", "a: 1\n\t\t# c\n", "a: 1 \t# c\n", "a: 1\t# c\n", "a: 'x'\t# c\n", "a: 'x'\t\n", "a: |\t\n  x\n", "a: |\t# c\n  x\n", "a: &x\t1\n", "a: !!str\t1\n", "a: [1\t,\t2]\n", "? a\t\n:\t1\n", "?\ta\n: 1\n",
	strings.Repeat("k", 1025) + ": 1\n", strings.Repeat("k", 1000) + ": 1\n", strings.Repeat("k", 1024) + ": 1\n", "'" + strings.Repeat("k", 1030) + "': 1\n", "{" + strings.Repeat("k", 1030) + ": 1}\n", "? " + strings.Repeat("k", 1030) + "\n: 1\n",
	"a:\n  b: 1\n c: 2\n", "a:\n- b\n c\n", " a: 1\nb: 2\n", "  a: 1\n  b: 2\n", "a: 1\n  b: 2\n", "a:\n    b: 1\n  c: 2\n",
	"a: 'it''s'\n", "a: it's\n", "a: x#y\n", "a: x #y\n", "a: #y\n", "a: \"x\"#y\n", "a: [x]#y\n", "a: [x#y]\n", "a: {b: x#y}\n", "a: http://x:1/y?z#q\n", "a: [http://x:1]\n", "a: {b: http://x}\n", "a: {b:http://x}\n", "a: -1\n", "a: - \n", "a: -\n", "a: --\n", "a: ?x\n", "a: ? x\n", "a: :x\n", "a: ::\n", "a: x:\n", "a: %x\n", "a: @x\n", "a: `x\n", "a: !\n", "a: ! x\n", "a: &\n", "a: *\n", "a: | x\n", "a: > x\n", "%: 1\n", "a: [%x]\n", "a: [*]\n", "a: [a?]\n", "a: [?]\n", "a: [-]\n", "a: [- 1]\n", "a: [:]\n", "a: [a:]\n", "a: [:a]\n", "a: {:a}\n", "a: {a:}\n", "a: {a: }\n", "a: {? a}\n", "a: {? a : 1}\n",
}

func judge(text string) (v verdict) {
	v.Text = text
	defer func() {
		if r := recover(); r != nil {
			v.Error = fmt.Sprint(r)
		}
	}()
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		v.Error = err.Error()
		return v
	}
	v.Value = plain(value)
	return v
}

// What JSON can hold.
func plain(value any) any {
	switch v := value.(type) {
	case map[string]any:
		made := map[string]any{}
		for key, inner := range v {
			made[key] = plain(inner)
		}
		return made
	case map[any]any:
		made := map[string]any{}
		for key, inner := range v {
			made[fmt.Sprint(key)] = plain(inner)
		}
		return made
	case []any:
		made := []any{}
		for _, inner := range v {
			made = append(made, plain(inner))
		}
		return made
	case nil, string:
		return v
	default:
		return map[string]any{"type": fmt.Sprintf("%T", v), "text": fmt.Sprint(v)}
	}
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if len(os.Args) > 1 && os.Args[1] == "-" {
		lines := json.NewDecoder(bufio.NewReader(os.Stdin))
		for lines.More() {
			var text string
			if err := lines.Decode(&text); err != nil {
				panic(err)
			}
			if err := encoder.Encode(judge(text)); err != nil {
				panic(err)
			}
		}
		return
	}
	seen := map[string]bool{}
	say := func(text string) {
		if !seen[text] {
			seen[text] = true
			if err := encoder.Encode(judge(text)); err != nil {
				panic(err)
			}
		}
	}
	for _, text := range whole {
		say(text)
	}
	for _, template := range templates {
		for _, piece := range pieces {
			say(strings.ReplaceAll(template, "§", piece))
		}
	}
}
