package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/open-telemetry/opamp-go/protobufs"
	"github.com/open-telemetry/opamp-go/server"
	"github.com/open-telemetry/opamp-go/server/types"
)

const (
	uid      = "0192d8a0-7b1c-7c3e-8f00-000000000001"
	all      = "AcceptsRemoteConfig,ReportsRemoteConfig,ReportsEffectiveConfig,ReportsHealth,ReportsHeartbeat,ReportsAvailableComponents,AcceptsRestartCommand"
	patience = 5 * time.Second
)

// peer is a server that hands over what it gets and answers with what it is given.
type peer struct {
	received chan *protobufs.AgentToServer
	answers  chan *protobufs.ServerToAgent
	endpoint string
}

func startPeer(t *testing.T) *peer {
	p := &peer{
		received: make(chan *protobufs.AgentToServer, 1000),
		answers:  make(chan *protobufs.ServerToAgent, 10),
	}
	callbacks := types.ConnectionCallbacks{OnMessage: p.onMessage}
	callbacks.SetDefaults()
	s := server.New(logger{out: newEvents(io.Discard)})
	err := s.Start(server.StartSettings{
		ListenEndpoint: "127.0.0.1:0",
		Settings: server.Settings{Callbacks: types.Callbacks{
			OnConnecting: func(*http.Request) types.ConnectionResponse {
				return types.ConnectionResponse{Accept: true, ConnectionCallbacks: callbacks}
			},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	p.endpoint = s.Addr().String() + "/v1/opamp"
	return p
}

func (p *peer) onMessage(_ context.Context, _ types.Connection, m *protobufs.AgentToServer) *protobufs.ServerToAgent {
	p.received <- m
	select {
	case answer := <-p.answers:
		answer.InstanceUid = m.InstanceUid
		return answer
	default:
		return &protobufs.ServerToAgent{InstanceUid: m.InstanceUid}
	}
}

// await returns the first message that fits.
func (p *peer) await(t *testing.T, what string, fits func(*protobufs.AgentToServer) bool) *protobufs.AgentToServer {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case m := <-p.received:
			if fits(m) {
				return m
			}
		case <-deadline:
			t.Fatalf("no message with %s", what)
		}
	}
}

// driven is the program with its stdin and stdout.
type driven struct {
	in     io.WriteCloser
	events chan map[string]any
	done   chan error
}

func drive(t *testing.T, args ...string) *driven {
	inReader, in := io.Pipe()
	outReader, out := io.Pipe()
	d := &driven{in: in, events: make(chan map[string]any, 1000), done: make(chan error, 1)}
	go func() {
		err := run(args, inReader, out)
		if err != nil {
			t.Error(err)
		}
		d.done <- err
		_ = out.Close()
	}()
	go func() {
		lines := bufio.NewScanner(outReader)
		for lines.Scan() {
			var event map[string]any
			if json.Unmarshal(lines.Bytes(), &event) == nil {
				d.events <- event
			}
		}
	}()
	t.Cleanup(func() { _ = in.Close() })
	return d
}

func (d *driven) do(command string) { fmt.Fprintln(d.in, command) }

func (d *driven) await(t *testing.T, name, having string) map[string]any {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case event := <-d.events:
			_, has := event[having]
			if event["event"] == name && (having == "" || has) {
				return event
			}
		case <-deadline:
			t.Fatalf("no event %s with %q", name, having)
		}
	}
}

func overBoth(t *testing.T, test func(t *testing.T, p *peer, d *driven)) {
	for _, scheme := range []string{"ws", "http"} {
		t.Run(scheme, func(t *testing.T) {
			p := startPeer(t)
			d := drive(t, "-url", scheme+"://"+p.endpoint, "-uid", uid, "-capabilities", all,
				"-heartbeat", "50ms", "-identifying", "service.name=checkout", "-attribute", "env=test",
				"-components", "3", "-custom", "com.example.ping")
			test(t, p, d)
		})
	}
}

func TestTheFirstReportIsComplete(t *testing.T) {
	overBoth(t, func(t *testing.T, p *peer, d *driven) {
		m := p.await(t, "a description", func(m *protobufs.AgentToServer) bool { return m.AgentDescription != nil })
		if got := hex.EncodeToString(m.InstanceUid); got != strings.ReplaceAll(uid, "-", "") {
			t.Errorf("uid %s", got)
		}
		if m.SequenceNum != 0 || m.Health.Status != "StatusOK" || m.EffectiveConfig == nil ||
			len(m.AvailableComponents.Hash) != 32 || m.AvailableComponents.Components != nil ||
			m.CustomCapabilities.Capabilities[0] != "com.example.ping" {
			t.Errorf("first report %v", m)
		}
		d.await(t, "connected", "")
	})
}

func TestAConfigIsAppliedOrRefusedAsTold(t *testing.T) {
	overBoth(t, func(t *testing.T, p *peer, d *driven) {
		p.answers <- config("a", "receivers: {a: {}}\n")
		p.await(t, "APPLIED", status("a", protobufs.RemoteConfigStatuses_RemoteConfigStatuses_APPLIED))
		event := d.await(t, "message", "remoteConfig")
		if got := event["remoteConfig"].(map[string]any)["hash"]; got != hex.EncodeToString([]byte("a")) {
			t.Errorf("hash %v", got)
		}
		d.do(`{"do":"answer","answer":"failed:no such receiver"}`)
		d.do(`{"do":"health","value":{"healthy":false,"lastError":"broken"}}`)
		p.await(t, "health", func(m *protobufs.AgentToServer) bool { return m.GetHealth().GetLastError() == "broken" })
		p.answers <- config("b", "receivers: {b: {}}\n")
		m := p.await(t, "FAILED", status("b", protobufs.RemoteConfigStatuses_RemoteConfigStatuses_FAILED))
		if m.RemoteConfigStatus.ErrorMessage != "no such receiver" {
			t.Errorf("error %q", m.RemoteConfigStatus.ErrorMessage)
		}
	})
}

func TestARollbackIsReportedInFourSteps(t *testing.T) {
	overBoth(t, func(t *testing.T, p *peer, d *driven) {
		p.answers <- config("a", "receivers: {a: {}}\n")
		p.await(t, "APPLIED a", status("a", protobufs.RemoteConfigStatuses_RemoteConfigStatuses_APPLIED))
		d.do(`{"do":"answer","answer":"rollback"}`)
		d.do(`{"do":"effective","body":"x","size":1000}`)
		p.await(t, "effective config", func(m *protobufs.AgentToServer) bool {
			return len(m.GetEffectiveConfig().GetConfigMap().GetConfigMap()[""].GetBody()) == 1000
		})
		p.answers <- config("b", "receivers: {b: {}}\n")
		p.await(t, "APPLYING b", status("b", protobufs.RemoteConfigStatuses_RemoteConfigStatuses_APPLYING))
		p.await(t, "FAILED b", status("b", protobufs.RemoteConfigStatuses_RemoteConfigStatuses_FAILED))
		p.await(t, "APPLIED a", status("a", protobufs.RemoteConfigStatuses_RemoteConfigStatuses_APPLIED))
	})
}

func TestWhatTheServerAsksForIsSaid(t *testing.T) {
	overBoth(t, func(t *testing.T, p *peer, d *driven) {
		p.answers <- &protobufs.ServerToAgent{Flags: uint64(protobufs.ServerToAgentFlags_ServerToAgentFlags_ReportFullState)}
		d.await(t, "fullStateAsked", "")
		p.await(t, "all components", func(m *protobufs.AgentToServer) bool {
			return len(m.GetAvailableComponents().GetComponents()["receivers"].GetSubComponentMap()) == 3
		})
		p.answers <- &protobufs.ServerToAgent{Command: &protobufs.ServerToAgentCommand{}}
		if event := d.await(t, "command", ""); event["type"] != "Restart" {
			t.Errorf("command %v", event)
		}
		p.answers <- &protobufs.ServerToAgent{ErrorResponse: &protobufs.ServerErrorResponse{
			Type: protobufs.ServerErrorResponseType_ServerErrorResponseType_BadRequest, ErrorMessage: "no",
		}}
		if event := d.await(t, "error", ""); event["type"] != "BadRequest" || event["message"] != "no" {
			t.Errorf("error %v", event)
		}
	})
}

func TestCustomMessagesGoBothWays(t *testing.T) {
	overBoth(t, func(t *testing.T, p *peer, d *driven) {
		p.answers <- &protobufs.ServerToAgent{CustomMessage: &protobufs.CustomMessage{
			Capability: "com.example.ping", Type: "ping", Data: []byte("hi"),
		}}
		event := d.await(t, "message", "customMessage")
		if got := event["customMessage"].(map[string]any)["data"]; got != "aGk=" {
			t.Errorf("data %v", got)
		}
		d.do(`{"do":"custom","capability":"com.example.ping","type":"pong","data":"aG8="}`)
		p.await(t, "pong", func(m *protobufs.AgentToServer) bool { return string(m.GetCustomMessage().GetData()) == "ho" })
		d.do(`{"do":"custom","capability":"com.example.other","type":"pong"}`)
		d.await(t, "refused", "error")
	})
}

func TestANewUidIsUsedFromTheNextMessageOn(t *testing.T) {
	overBoth(t, func(t *testing.T, p *peer, d *driven) {
		fresh := []byte("0123456789abcdef")
		p.answers <- &protobufs.ServerToAgent{AgentIdentification: &protobufs.AgentIdentification{NewInstanceUid: fresh}}
		if event := d.await(t, "message", "newUid"); event["newUid"] != hex.EncodeToString(fresh) {
			t.Errorf("event %v", event)
		}
		p.await(t, "the new uid", func(m *protobufs.AgentToServer) bool { return string(m.InstanceUid) == string(fresh) })
	})
}

func TestItSaysGoodbyeOnWebSocketOnly(t *testing.T) {
	overBoth(t, func(t *testing.T, p *peer, d *driven) {
		p.await(t, "a description", func(m *protobufs.AgentToServer) bool { return m.AgentDescription != nil })
		d.do(`{"do":"stop"}`)
		if err := <-d.done; err != nil {
			t.Fatal(err)
		}
		goodbye := false
		for len(p.received) > 0 {
			goodbye = goodbye || (<-p.received).AgentDisconnect != nil
		}
		if want := strings.HasSuffix(t.Name(), "/ws"); goodbye != want {
			t.Errorf("agent_disconnect sent: %v, want %v", goodbye, want)
		}
	})
}

func TestWrongFlagsAreRefused(t *testing.T) {
	for _, args := range [][]string{
		{"-uid", uid},
		{"-url", "ftp://127.0.0.1/", "-uid", uid},
		{"-url", "ws://127.0.0.1/", "-uid", "short"},
		{"-url", "ws://127.0.0.1/", "-uid", uid, "-capabilities", "Flies"},
		{"-url", "ws://127.0.0.1/", "-uid", uid, "-attribute", "novalue"},
	} {
		if err := run(args, strings.NewReader(""), io.Discard); err == nil {
			t.Errorf("%v was accepted", args)
		}
	}
}

func config(hash, body string) *protobufs.ServerToAgent {
	files := map[string]*configFile{"collector.yaml": {Body: []byte(body), ContentType: "text/yaml"}}
	return &protobufs.ServerToAgent{RemoteConfig: &protobufs.AgentRemoteConfig{
		Config: &protobufs.AgentConfigMap{ConfigMap: files}, ConfigHash: []byte(hash),
	}}
}

func status(hash string, want protobufs.RemoteConfigStatuses) func(*protobufs.AgentToServer) bool {
	return func(m *protobufs.AgentToServer) bool {
		s := m.GetRemoteConfigStatus()
		return s.GetStatus() == want && string(s.GetLastRemoteConfigHash()) == hash
	}
}
