// Command recorder is an OpAMP server that writes down what agents send: each message is a line of JSON on stdout, with
// the milliseconds since the start. A line on stdin is the path of a config to be offered to all agents from now on, or
// "full" to ask them for their full state, or "restart". Its first line is the port that it listens on. The end of stdin stops it.
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/open-telemetry/opamp-go/protobufs"
	"github.com/open-telemetry/opamp-go/server"
	"github.com/open-telemetry/opamp-go/server/types"
)

type recorder struct {
	mu      sync.Mutex
	started time.Time
	agents  map[string]types.Connection
	config  *protobufs.AgentRemoteConfig
	pending map[string]*protobufs.ServerToAgent
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "recorder:", err)
		os.Exit(1)
	}
}

func run() error {
	r := &recorder{started: time.Now(), agents: map[string]types.Connection{}, pending: map[string]*protobufs.ServerToAgent{}}
	callbacks := types.ConnectionCallbacks{OnMessage: r.message, OnConnectionClose: r.closed}
	opamp := server.New(nil)
	err := opamp.Start(server.StartSettings{
		ListenEndpoint: "127.0.0.1:0",
		Settings: server.Settings{Callbacks: types.Callbacks{
			OnConnecting: func(q *http.Request) types.ConnectionResponse {
				r.write("connecting", map[string]any{"upgrade": q.Header.Get("Upgrade") != "", "userAgent": q.UserAgent()})
				return types.ConnectionResponse{Accept: true, ConnectionCallbacks: callbacks}
			},
		}},
	})
	if err != nil {
		return err
	}
	r.write("listening", map[string]any{"port": opamp.Addr().(*net.TCPAddr).Port})
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if err := r.do(lines.Text()); err != nil {
			return err
		}
	}
	return opamp.Stop(context.Background())
}

// do carries out one line of stdin.
func (r *recorder) do(line string) error {
	answer := &protobufs.ServerToAgent{}
	switch line {
	case "full":
		answer.Flags = uint64(protobufs.ServerToAgentFlags_ServerToAgentFlags_ReportFullState)
	case "restart":
		answer.Command = &protobufs.ServerToAgentCommand{Type: protobufs.CommandType_CommandType_Restart}
	default:
		body, err := os.ReadFile(line)
		if err != nil {
			return err
		}
		hash := sha256.Sum256(body)
		answer.RemoteConfig = &protobufs.AgentRemoteConfig{
			ConfigHash: hash[:],
			Config: &protobufs.AgentConfigMap{ConfigMap: map[string]*protobufs.AgentConfigFile{
				"collector.yaml": {Body: body, ContentType: "text/yaml"},
			}},
		}
		r.config = answer.RemoteConfig
		r.write("offered", map[string]any{"hash": hex.EncodeToString(hash[:]), "body": string(body)})
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for uid, connection := range r.agents {
		answer.InstanceUid = []byte(uid)
		// Fails on plain HTTP, where it waits for the next poll.
		if err := connection.Send(context.Background(), answer); err != nil {
			r.pending[uid] = answer
		}
	}
	return nil
}

func (r *recorder) message(_ context.Context, c types.Connection, m *protobufs.AgentToServer) *protobufs.ServerToAgent {
	r.write("message", contents(m))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.agents[string(m.InstanceUid)] = c
	answer := &protobufs.ServerToAgent{InstanceUid: m.InstanceUid, Capabilities: 0x7}
	if waiting, found := r.pending[string(m.InstanceUid)]; found {
		delete(r.pending, string(m.InstanceUid))
		return waiting
	}
	return answer
}

func (r *recorder) closed(types.Connection) {
	r.write("closed", nil)
}

// contents is what is in a message, named as in the protocol.
func contents(m *protobufs.AgentToServer) map[string]any {
	f := map[string]any{"sequence": m.SequenceNum, "capabilities": fmt.Sprintf("0x%x", m.Capabilities)}
	if d := m.AgentDescription; d != nil {
		f["identifying"], f["nonIdentifying"] = attributes(d.IdentifyingAttributes), attributes(d.NonIdentifyingAttributes)
	}
	if h := m.Health; h != nil {
		f["health"] = healthOf(h)
	}
	if e := m.EffectiveConfig; e != nil {
		files := map[string]any{}
		for name, file := range e.GetConfigMap().GetConfigMap() {
			files[name] = map[string]any{"contentType": file.ContentType, "body": string(file.Body)}
		}
		f["effectiveConfig"] = files
	}
	if s := m.RemoteConfigStatus; s != nil {
		f["remoteConfigStatus"] = map[string]any{
			"status": s.Status.String()[len("RemoteConfigStatuses_"):],
			"hash":   hex.EncodeToString(s.LastRemoteConfigHash), "error": s.ErrorMessage,
		}
	}
	if a := m.AvailableComponents; a != nil {
		f["availableComponents"] = map[string]any{"hash": hex.EncodeToString(a.Hash), "kinds": len(a.Components)}
	}
	if s := m.ConnectionSettingsStatus; s != nil {
		f["connectionSettingsStatus"] = s.String()
	}
	if c := m.CustomCapabilities; c != nil {
		f["customCapabilities"] = c.Capabilities
	}
	if m.AgentDisconnect != nil {
		f["agentDisconnect"] = true
	}
	if m.Flags != 0 {
		f["flags"] = m.Flags
	}
	return f
}

func attributes(pairs []*protobufs.KeyValue) map[string]string {
	values := map[string]string{}
	for _, pair := range pairs {
		values[pair.Key] = pair.Value.GetStringValue()
	}
	return values
}

func healthOf(h *protobufs.ComponentHealth) map[string]any {
	f := map[string]any{"healthy": h.Healthy, "status": h.Status}
	if h.LastError != "" {
		f["lastError"] = h.LastError
	}
	if len(h.ComponentHealthMap) > 0 {
		parts := map[string]any{}
		for name, part := range h.ComponentHealthMap {
			parts[name] = healthOf(part)
		}
		f["components"] = parts
	}
	return f
}

func (r *recorder) write(event string, f map[string]any) {
	if f == nil {
		f = map[string]any{}
	}
	f["event"], f["at"] = event, time.Since(r.started).Milliseconds()
	line, _ := json.Marshal(f)
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Println(string(line))
}
