//go:build !exemplar

package main

import "go.opentelemetry.io/collector/component"

// addExemplar does nothing: the version has no such context.
func addExemplar(*dumper, component.TelemetrySettings) {}
