package main

import (
	"encoding/json"
	"io"
	"maps"
	"sync"
)

// fields are what an event says besides its name.
type fields map[string]any

// events writes one JSON object per line; safe for concurrent use.
type events struct {
	mu  sync.Mutex
	enc *json.Encoder
}

func newEvents(w io.Writer) *events {
	return &events{enc: json.NewEncoder(w)}
}

func (e *events) emit(name string, f fields) {
	line := fields{"event": name}
	maps.Copy(line, f)
	e.mu.Lock()
	defer e.mu.Unlock()
	// A reader that is gone is noticed by the end of stdin.
	_ = e.enc.Encode(line)
}
