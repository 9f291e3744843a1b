// Command ottl asks the real OTTL parsers of a collector-contrib version.
//
//	ottl dump SOURCES   prints functions, contexts, paths and enums as lines of text
//	ottl judge CORPUS   prints the verdict on each entry of a corpus as JSON
//
// SOURCES is the folder of the module pkg/ottl of the same version; names that occur in its context
// packages are what paths and enums are searched among.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
)

const module = "github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: ottl dump SOURCES | ottl judge CORPUS")
		os.Exit(2)
	}
	if os.Args[1] == "dump" {
		fmt.Print(dump(os.Args[2]))
		return
	}
	result, err := judge(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	if err := out.Encode(result); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// version is that of the transform processor this program was built with.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dep := range info.Deps {
		if dep.Path == module {
			return strings.TrimPrefix(dep.Version, "v")
		}
	}
	return "unknown"
}
