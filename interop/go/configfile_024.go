//go:build opamp024

package main

import "github.com/open-telemetry/opamp-go/protobufs"

// configFile is a file of a config, as the library calls it from 0.24 on.
type configFile = protobufs.AgentConfigObject
