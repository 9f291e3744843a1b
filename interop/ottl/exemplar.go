//go:build exemplar

package main

import (
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlexemplar"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/ottlfuncs"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"go.opentelemetry.io/collector/component"
)

func addExemplar(d *dumper, set component.TelemetrySettings) {
	add(d, "exemplar", transformprocessor.DefaultExemplarFunctions(), nil,
		must(ottlexemplar.NewParser(ottlfuncs.StandardFuncs[*ottlexemplar.TransformContext](), set, ottlexemplar.EnablePathContextNames())))
}
