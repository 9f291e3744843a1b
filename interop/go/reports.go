package main

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/open-telemetry/opamp-go/protobufs"
)

func description(o *options) *protobufs.AgentDescription {
	return &protobufs.AgentDescription{
		IdentifyingAttributes:    keyValues(o.identifying),
		NonIdentifyingAttributes: keyValues(o.nonIdentifying),
	}
}

func keyValues(attrs attributes) []*protobufs.KeyValue {
	var kvs []*protobufs.KeyValue
	for _, attr := range attrs {
		kvs = append(kvs, &protobufs.KeyValue{
			Key:   attr[0],
			Value: &protobufs.AnyValue{Value: &protobufs.AnyValue_StringValue{StringValue: attr[1]}},
		})
	}
	return kvs
}

func healthOf(json string) (*protobufs.ComponentHealth, error) {
	h := &protobufs.ComponentHealth{}
	if err := protojson.Unmarshal([]byte(json), h); err != nil {
		return nil, fmt.Errorf("health: %w", err)
	}
	if h.StartTimeUnixNano == 0 {
		h.StartTimeUnixNano = uint64(time.Now().UnixNano())
	}
	return h, nil
}

// padded appends comment lines until the text has the size.
func padded(text string, size int) string {
	const line = "# 0123456789abcdefghijklmnopqrstuvwxyz\n"
	if missing := size - len(text); missing > 0 {
		text += strings.Repeat(line, missing/len(line)+1)[:missing-1] + "\n"
	}
	return text
}

func effectiveConfig(files map[string]string) *protobufs.EffectiveConfig {
	config := map[string]*configFile{}
	for name, body := range files {
		config[name] = &configFile{Body: []byte(body), ContentType: "text/yaml"}
	}
	return &protobufs.EffectiveConfig{ConfigMap: &protobufs.AgentConfigMap{ConfigMap: config}}
}

// availableComponents invents n receivers, each with its Go module, and a hash over them.
func availableComponents(n int) *protobufs.AvailableComponents {
	receivers := map[string]*protobufs.ComponentDetails{}
	hash := sha256.New()
	for i := range n {
		name := fmt.Sprintf("receiver%d", i)
		fmt.Fprintln(hash, name)
		module := attributes{{"code.namespace", "example.com/" + name}}
		receivers[name] = &protobufs.ComponentDetails{Metadata: keyValues(module)}
	}
	return &protobufs.AvailableComponents{
		Components: map[string]*protobufs.ComponentDetails{
			"receivers": {SubComponentMap: receivers},
		},
		Hash: hash.Sum(nil),
	}
}
