//go:build !opamp024

package main

import "github.com/open-telemetry/opamp-go/protobufs"

// configFile is a file of a config, as the library calls it up to 0.23.
type configFile = protobufs.AgentConfigFile
