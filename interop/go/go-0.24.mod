module muster.example/interop

go 1.26

require (
	github.com/open-telemetry/opamp-go v0.24.0
	google.golang.org/protobuf v1.36.11
)

require (
	github.com/cenkalti/backoff/v4 v4.3.0 // indirect
	github.com/elastic/proxy-connect-dialer-go v0.1.1 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/gorilla/websocket v1.5.3 // indirect
	github.com/stretchr/testify v1.12.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)

// What 0.24 dials proxies with moved there from where 0.23 has it; the module proxy does not serve it under its new name.
replace github.com/elastic/proxy-connect-dialer-go => github.com/michel-laterman/proxy-connect-dialer-go v0.1.0
