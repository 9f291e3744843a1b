package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/open-telemetry/opamp-go/protobufs"
)

// command is one line on stdin; which members count depends on Do.
type command struct {
	Do string `json:"do"`
	// health: ComponentHealth as protobuf JSON
	Value json.RawMessage `json:"value"`
	// describe: non-identifying attributes, in place of those given by flags
	Attributes map[string]string `json:"attributes"`
	// effective: the file "" of the effective config, and the size to pad it to
	Body string `json:"body"`
	Size int    `json:"size"`
	// answer: as the flag of that name
	Answer string `json:"answer"`
	// components: how many there are now
	Count int `json:"count"`
	// custom: a custom message
	Capability string `json:"capability"`
	Type       string `json:"type"`
	Data       []byte `json:"data"`
}

func (a *agent) do(c command) error {
	switch c.Do {
	case "health":
		health, err := healthOf(string(c.Value))
		if err != nil {
			return err
		}
		return a.client.SetHealth(health)
	case "describe":
		a.opts.nonIdentifying = nil
		for key, value := range c.Attributes {
			a.opts.nonIdentifying = append(a.opts.nonIdentifying, [2]string{key, value})
		}
		return a.client.SetAgentDescription(description(a.opts))
	case "effective":
		a.mu.Lock()
		a.effective = map[string]string{"": padded(c.Body, c.Size)}
		a.mu.Unlock()
		return a.reportEffective()
	case "answer":
		a.mu.Lock()
		a.answer = c.Answer
		a.mu.Unlock()
		return nil
	case "components":
		return a.client.SetAvailableComponents(availableComponents(c.Count))
	case "custom":
		_, err := a.client.SendCustomMessage(&protobufs.CustomMessage{
			Capability: c.Capability, Type: c.Type, Data: c.Data,
		})
		return err
	case "crash":
		// As if killed: no goodbye to the server.
		os.Exit(0)
	}
	return fmt.Errorf("unknown command %q", c.Do)
}
