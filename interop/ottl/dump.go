package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottldatapoint"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottllog"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlmetric"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlprofile"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlresource"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlscope"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlspan"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlspanevent"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/ottlfuncs"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/filterprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"go.opentelemetry.io/collector/component"
	"go.uber.org/zap"
)

type parameter struct {
	name     string
	kind     string
	optional bool
}

// String is name:type, with a question mark where it is optional.
func (p parameter) String() string {
	if p.optional {
		return p.name + "?:" + p.kind
	}
	return p.name + ":" + p.kind
}

type contextData struct {
	// statements names the functions that statements have beyond the standard ones.
	statements []string
	// conditions names the converters that conditions have beyond the standard ones.
	conditions []string
	// paths names the contexts whose paths may be used.
	paths []string
	enums []string
}

type dumper struct {
	functions map[string][]parameter
	standard  []string
	contexts  map[string]*contextData
	// paths by context; one that can be indexed ends in [], one that takes a single key in [1].
	paths   map[string][]string
	grammar []string
	sources string
}

func dump(sources string) string {
	d := &dumper{
		functions: map[string][]parameter{},
		contexts:  map[string]*contextData{},
		paths:     map[string][]string{},
		sources:   sources,
	}
	for name, factory := range ottlfuncs.StandardFuncs[*ottlresource.TransformContext]() {
		d.standard = append(d.standard, name)
		d.functions[name] = parameters(factory.CreateDefaultArguments())
	}
	slices.Sort(d.standard)
	set := component.TelemetrySettings{Logger: zap.NewNop()}

	add(d, "resource", nil, filterprocessor.DefaultResourceFunctions(),
		must(ottlresource.NewParser(ottlfuncs.StandardFuncs[*ottlresource.TransformContext](), set, ottlresource.EnablePathContextNames())))
	add(d, "scope", nil, nil,
		must(ottlscope.NewParser(ottlfuncs.StandardFuncs[*ottlscope.TransformContext](), set, ottlscope.EnablePathContextNames())))
	add(d, "span", transformprocessor.DefaultSpanFunctions(), filterprocessor.DefaultSpanFunctions(),
		must(ottlspan.NewParser(ottlfuncs.StandardFuncs[*ottlspan.TransformContext](), set, ottlspan.EnablePathContextNames())))
	add(d, "spanevent", transformprocessor.DefaultSpanEventFunctions(), filterprocessor.DefaultSpanEventFunctions(),
		must(ottlspanevent.NewParser(ottlfuncs.StandardFuncs[*ottlspanevent.TransformContext](), set, ottlspanevent.EnablePathContextNames())))
	add(d, "metric", transformprocessor.DefaultMetricFunctions(), filterprocessor.DefaultMetricFunctions(),
		must(ottlmetric.NewParser(ottlfuncs.StandardFuncs[*ottlmetric.TransformContext](), set, ottlmetric.EnablePathContextNames())))
	add(d, "datapoint", transformprocessor.DefaultDataPointFunctions(), filterprocessor.DefaultDataPointFunctions(),
		must(ottldatapoint.NewParser(ottlfuncs.StandardFuncs[*ottldatapoint.TransformContext](), set, ottldatapoint.EnablePathContextNames())))
	add(d, "log", transformprocessor.DefaultLogFunctions(), filterprocessor.DefaultLogFunctions(),
		must(ottllog.NewParser(ottlfuncs.StandardFuncs[*ottllog.TransformContext](), set, ottllog.EnablePathContextNames())))
	add(d, "profile", transformprocessor.DefaultProfileFunctions(), filterprocessor.DefaultProfileFunctions(),
		must(ottlprofile.NewParser(ottlfuncs.StandardFuncs[*ottlprofile.TransformContext](), set, ottlprofile.EnablePathContextNames())))
	addExemplar(d, set)
	return d.text()
}

// text is the data as the server reads it: a word for what a line tells, and what it tells.
func (d *dumper) text() string {
	var out strings.Builder
	line := func(words ...string) {
		fmt.Fprintln(&out, strings.Join(words, " "))
	}
	line("version", version())
	line(append([]string{"grammar"}, d.grammar...)...)
	for _, name := range slices.Sorted(maps.Keys(d.functions)) {
		words := []string{"function", name}
		for _, p := range d.functions[name] {
			words = append(words, p.String())
		}
		line(words...)
	}
	line(append([]string{"standard"}, d.standard...)...)
	for _, name := range slices.Sorted(maps.Keys(d.contexts)) {
		c := d.contexts[name]
		line(append([]string{"context", name}, c.paths...)...)
		line(append([]string{"statements", name}, c.statements...)...)
		line(append([]string{"conditions", name}, c.conditions...)...)
		line(append([]string{"enums", name}, c.enums...)...)
	}
	for _, name := range slices.Sorted(maps.Keys(d.paths)) {
		line(append([]string{"paths", name}, d.paths[name]...)...)
	}
	return out.String()
}

// grammars asks for what the versions' grammars differ in.
func grammars[K any](parser ottl.Parser[K]) []string {
	var words []string
	for _, feature := range []struct{ name, example string }{
		{"lambdas", "Any([1], (x) => x)"},
		{"loose-lists", "[1 2]"},
		{"map-keys", `{Now(): 1}`},
	} {
		_, err := parser.ParseValueExpression(feature.example)
		if err == nil || class(err.Error()) != "syntax" {
			words = append(words, feature.name)
		}
	}
	return words
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func add[K any](d *dumper, name string, statements, conditions []ottl.Factory[K], parser ottl.Parser[K]) {
	c := &contextData{}
	d.contexts[name] = c
	d.grammar = grammars(parser)
	c.statements = d.beyond(statements)
	c.conditions = d.beyond(conditions)
	ok := func(expression string) bool {
		_, err := parser.ParseValueExpression(expression)
		return err == nil
	}
	all := d.words("", `"([A-Z][A-Z0-9_]*)"`)
	for _, word := range all {
		if ok(word) {
			c.enums = append(c.enums, word)
		}
	}
	contexts := []string{"datapoint", "exemplar", "instrumentation_scope", "log", "metric", "otelcol", "profile", "resource", "scope", "span", "spanevent"}
	for _, other := range contexts {
		words := d.words(other, `"([a-z][a-z0-9_]*)"`)
		depth := 2
		if other == "otelcol" {
			depth = 3
		}
		var paths []string
		search(ok, other, words, depth, &paths)
		if len(paths) == 0 {
			continue
		}
		c.paths = append(c.paths, other)
		if known, found := d.paths[other]; found && !slices.Equal(known, paths) {
			panic(fmt.Sprintf("paths of %s differ in %s:\n%v\n%v", other, name, known, paths))
		}
		d.paths[other] = paths
		if ok(other+".cache") != (other == name) {
			panic("cache of " + other + " in " + name)
		}
	}
}

// search appends the paths that begin with prefix, without its context.
func search(ok func(string) bool, prefix string, words []string, depth int, paths *[]string) {
	for _, word := range words {
		if word == "cache" {
			continue
		}
		path := prefix + "." + word
		keyed := ok(path + `["k"]`)
		if keyed != ok(path+`[1]`) || keyed && !ok(path) {
			panic("keys of " + path)
		}
		_, rest, _ := strings.Cut(path, ".")
		switch {
		case keyed && !ok(path+`["k"]["l"]`):
			*paths = append(*paths, rest+"[1]")
		case keyed:
			*paths = append(*paths, rest+"[]")
		case ok(path):
			*paths = append(*paths, rest)
		}
		if depth > 1 {
			search(ok, path, words, depth-1, paths)
		}
	}
}

// words are the quoted words in the sources of a context; of all contexts for "".
func (d *dumper) words(context, pattern string) []string {
	folder := "ctx" + context + "*"
	switch context {
	case "":
		folder = "ctx*"
	case "instrumentation_scope":
		folder = "ctxscope*"
	case "span", "metric", "resource", "scope", "log", "exemplar", "datapoint", "otelcol", "spanevent":
		folder = "ctx" + context
	}
	quoted := regexp.MustCompile(pattern)
	words := []string{"string"}
	if context == "" {
		words = nil
	}
	files := must(filepath.Glob(filepath.Join(d.sources, "contexts", "internal", folder, "*.go")))
	files = append(files, must(filepath.Glob(filepath.Join(d.sources, "contexts", "ottl"+context, "*.go")))...)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, match := range quoted.FindAllStringSubmatch(string(must(os.ReadFile(file))), -1) {
			words = append(words, match[1])
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// beyond adds functions to those known and answers the names that are not standard.
func (d *dumper) beyond(factories any) []string {
	var names []string
	list := reflect.ValueOf(factories)
	for i := range list.Len() {
		factory := list.Index(i).Interface().(interface {
			Name() string
			CreateDefaultArguments() ottl.Arguments
		})
		if known, found := d.functions[factory.Name()]; found {
			if !slices.Equal(known, parameters(factory.CreateDefaultArguments())) {
				panic("parameters differ: " + factory.Name())
			}
		} else {
			d.functions[factory.Name()] = parameters(factory.CreateDefaultArguments())
		}
		if !slices.Contains(d.standard, factory.Name()) {
			names = append(names, factory.Name())
		}
	}
	slices.Sort(names)
	return names
}

func parameters(arguments ottl.Arguments) []parameter {
	if arguments == nil {
		return []parameter{{name: "any", kind: "any"}} // arguments are not looked at
	}
	result := []parameter{}
	fields := reflect.TypeOf(arguments).Elem()
	for i := range fields.NumField() {
		field := fields.Field(i)
		kind := field.Type
		optional := strings.HasPrefix(kind.Name(), "Optional[")
		if optional {
			kind = must(value(kind))
		}
		result = append(result, parameter{name: field.Name, kind: typeName(kind), optional: optional})
	}
	return result
}

// value is the type that an Optional holds: that of its field val.
func value(optional reflect.Type) (reflect.Type, error) {
	field, found := optional.FieldByName("val")
	if !found {
		return nil, fmt.Errorf("no field val in %s", optional)
	}
	return field.Type, nil
}

func typeName(kind reflect.Type) string {
	switch {
	case kind.Kind() == reflect.Slice:
		return "[]" + typeName(kind.Elem())
	case kind.Kind() == reflect.Pointer:
		return typeName(kind.Elem())
	}
	name, _, _ := strings.Cut(kind.Name(), "[")
	return name
}
