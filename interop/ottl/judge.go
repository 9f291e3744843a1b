package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/filterprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/processor"
)

// entry is one line of a corpus: settings of one of the two processors.
type entry struct {
	// Use is "transform" or "filter".
	Use string `json:"use"`
	// Signal is traces, metrics, logs or profiles.
	Signal string `json:"signal"`
	// Context is empty where it is to be inferred.
	Context    string   `json:"context,omitempty"`
	Statements []string `json:"statements,omitempty"`
	Conditions []string `json:"conditions,omitempty"`
}

type verdicts struct {
	// Version of the collector.
	Version string `json:"version"`
	Command string `json:"command"`
	// Verdicts on the lines of the corpus: good, or the class of the error.
	Verdicts []string `json:"verdicts"`
}

func judge(corpus string) (any, error) {
	file, err := os.Open(corpus)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	result := verdicts{Version: version(), Command: "ottl judge " + filepath.Base(corpus)}
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var e entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		verdict := "good"
		if err := check(e); err != nil {
			verdict = class(err.Error())
			fmt.Fprintf(os.Stderr, "%d: %s: %s\n", number, verdict, err)
		}
		result.Verdicts = append(result.Verdicts, verdict)
	}
	return result, lines.Err()
}

func check(e entry) error {
	var factory processor.Factory
	settings := map[string]any{}
	signal := strings.TrimSuffix(e.Signal, "s")
	group := map[string]any{}
	if e.Context != "" {
		group["context"] = e.Context
	}
	if len(e.Conditions) > 0 {
		group["conditions"] = list(e.Conditions)
	}
	if e.Use == "filter" {
		factory = filterprocessor.NewFactory()
		settings[signal+"_conditions"] = []any{group}
	} else {
		factory = transformprocessor.NewFactory()
		group["statements"] = list(e.Statements)
		settings[signal+"_statements"] = []any{group}
	}
	var config component.Config = factory.CreateDefaultConfig()
	if err := confmap.NewFromStringMap(settings).Unmarshal(config); err != nil {
		return err
	}
	return config.(interface{ Validate() error }).Validate()
}

func list(texts []string) []any {
	var values []any
	for _, text := range texts {
		values = append(values, text)
	}
	return values
}

var classes = []struct{ words, class string }{
	{"invalid syntax", "syntax"},
	{"invalid input text", "syntax"},
	{"invalid quoted string", "syntax"},
	{"must start with an uppercase letter", "syntax"},
	{"must start with a lowercase letter", "syntax"},
	{"only paths and converters may be indexed", "syntax"},
	{"lambda body cannot", "syntax"},
	{"hexadecimal digits", "syntax"},
	{"odd length hex", "syntax"},
	{"value out of range", "syntax"},
	{"undefined function", "function"},
	{"does not support the function", "function"},
	{"is not a valid path", "path"},
	{"was not used by the context", "path"},
	{"were not used by the context", "path"},
	{"missing context name", "path"},
	{"must be replaced by one of", "path"},
	{"cannot be accessed", "path"},
	{"access to cache", "path"},
	{"enum symbol", "enum"},
	{"must be an Enum", "enum"},
	{"enums aren't supported", "enum"},
	{"not provide Enum support", "enum"},
	{"not support enums", "enum"},
	{"incorrect number of arguments", "arguments"},
	{"no such parameter", "arguments"},
	{"unnamed argument used after", "arguments"},
	{"unable to infer", "inference"},
	{"is not a supported context", "inference"},
	{"is not a valid candidate", "inference"},
	{"invalid argument at position", "types"},
	{"lambda expressions can only", "types"},
}

func class(message string) string {
	if strings.Contains(message, "invalid argument at position") && strings.Contains(message, "strconv.") {
		return "types" // text that is not the number it should be
	}
	for _, c := range classes {
		if strings.Contains(message, c.words) {
			return c.class
		}
	}
	return "other"
}
