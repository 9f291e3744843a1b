module muster.example/interop/supervisor

go 1.25.0

require github.com/open-telemetry/opentelemetry-collector-contrib/cmd/opampsupervisor v0.158.0

require (
	github.com/gorilla/websocket v1.5.4-0.20250319132907-e064f32e3674 // indirect
	github.com/open-telemetry/opamp-go v0.23.0
	golang.org/x/net v0.57.0 // indirect
	google.golang.org/protobuf v1.36.12-0.20260116114154-8c4c4ae446ca // indirect
)
