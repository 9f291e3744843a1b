package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"sync"
	"sync/atomic"

	"github.com/open-telemetry/opamp-go/client"
	"github.com/open-telemetry/opamp-go/client/types"
	"github.com/open-telemetry/opamp-go/protobufs"
)

// agent is one OpAMP agent: the library's client and what it reports.
type agent struct {
	opts   *options
	out    *events
	client client.OpAMPClient

	mu          sync.Mutex
	effective   map[string]string
	answer      string
	appliedHash []byte

	// firstReport is false until the library has asked for the effective config of its first
	// message; ownReport is true while a command of ours makes it ask. Any other time it asks
	// because the server wants the full state, the flags themselves being hidden by the library.
	firstReport atomic.Bool
	ownReport   atomic.Bool
}

func newAgent(o *options, out *events) (*agent, error) {
	a := &agent{
		opts:      o,
		out:       out,
		answer:    o.answer,
		effective: map[string]string{"": padded(o.effective, o.effectiveSize)},
	}
	address, err := url.Parse(o.url)
	if err != nil {
		return nil, err
	}
	switch address.Scheme {
	case "ws", "wss":
		a.client = client.NewWebSocket(logger{out: out, verbose: o.verbose})
	case "http", "https":
		a.client = client.NewHTTP(logger{out: out, verbose: o.verbose})
	default:
		return nil, fmt.Errorf("-url %q: the scheme has to be ws, wss, http or https", o.url)
	}
	return a, a.describe()
}

// describe sets everything the library wants to know before it starts.
func (a *agent) describe() error {
	if err := a.client.SetAgentDescription(description(a.opts)); err != nil {
		return err
	}
	health, err := healthOf(a.opts.health)
	if err != nil {
		return err
	}
	if a.has(protobufs.AgentCapabilities_AgentCapabilities_ReportsHealth) {
		if err := a.client.SetHealth(health); err != nil {
			return err
		}
	}
	if a.has(protobufs.AgentCapabilities_AgentCapabilities_ReportsAvailableComponents) {
		if err := a.client.SetAvailableComponents(availableComponents(a.opts.components)); err != nil {
			return err
		}
	}
	if len(a.opts.custom) > 0 {
		custom := &protobufs.CustomCapabilities{Capabilities: a.opts.custom}
		if err := a.client.SetCustomCapabilities(custom); err != nil {
			return err
		}
	}
	if a.opts.requestUid {
		a.client.SetFlags(protobufs.AgentToServerFlags_AgentToServerFlags_RequestInstanceUid)
	}
	// Last: the library refuses capabilities whose content it does not have.
	return a.client.SetCapabilities(&a.opts.capabilities)
}

func (a *agent) has(capability protobufs.AgentCapabilities) bool {
	return a.opts.capabilities&capability != 0
}

func (a *agent) start(ctx context.Context) error {
	header := http.Header{}
	if a.opts.token != "" {
		header.Set("Authorization", "Bearer "+a.opts.token)
	}
	return a.client.Start(ctx, types.StartSettings{
		OpAMPServerURL:    a.opts.url,
		Header:            header,
		InstanceUid:       a.opts.uid,
		HeartbeatInterval: &a.opts.heartbeat,
		EnableCompression: a.opts.compression,
		Callbacks: types.Callbacks{
			OnConnect: func(context.Context) { a.out.emit("connected", nil) },
			OnConnectFailed: func(_ context.Context, err error) {
				a.out.emit("connectFailed", fields{"error": err.Error()})
			},
			OnError:                   a.onError,
			OnMessage:                 a.onMessage,
			OnCommand:                 a.onCommand,
			OnOpampConnectionSettings: a.onOpampSettings,
			GetEffectiveConfig:        a.effectiveConfig,
		},
	})
}

func (a *agent) effectiveConfig(context.Context) (*protobufs.EffectiveConfig, error) {
	if first := a.firstReport.CompareAndSwap(false, true); !first && !a.ownReport.Load() {
		a.out.emit("fullStateAsked", nil)
	}
	if !a.has(protobufs.AgentCapabilities_AgentCapabilities_ReportsEffectiveConfig) {
		return nil, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return effectiveConfig(a.effective), nil
}

// reportEffective sends the effective config that the agent has now.
func (a *agent) reportEffective() error {
	a.ownReport.Store(true)
	defer a.ownReport.Store(false)
	return a.client.UpdateEffectiveConfig(context.Background())
}

// logger passes on what the library logs: errors as events, for some of them reach no callback.
type logger struct {
	out     *events
	verbose bool
}

func (l logger) Debugf(_ context.Context, format string, v ...any) {
	if l.verbose {
		fmt.Fprintf(os.Stderr, format+"\n", v...)
	}
}

func (l logger) Errorf(_ context.Context, format string, v ...any) {
	l.out.emit("logged", fields{"error": fmt.Sprintf(format, v...)})
}
