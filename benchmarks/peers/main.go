// Command peer is the yardstick: a fleet kept with the server side of opamp-go, doing the same work as Muster in the
// benchmarks. It keeps what every agent last reported, answers every message, pushes a config that is put to /config to
// all agents, and offers it to those that come later. It keeps everything in memory and checks nothing.
//
// Agents connect to 127.0.0.1:PORT/v1/opamp, configs are put to 127.0.0.1:PORT2/config; both ports are arguments.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/open-telemetry/opamp-go/protobufs"
	"github.com/open-telemetry/opamp-go/server"
	"github.com/open-telemetry/opamp-go/server/types"
)

const (
	pushers      = 64
	capabilities = uint64(protobufs.ServerCapabilities_ServerCapabilities_AcceptsStatus |
		protobufs.ServerCapabilities_ServerCapabilities_OffersRemoteConfig |
		protobufs.ServerCapabilities_ServerCapabilities_AcceptsEffectiveConfig)
)

// agent is one agent's newest state; sending keeps its messages apart.
type agent struct {
	sending     sync.Mutex
	connection  types.Connection
	description *protobufs.AgentDescription
	health      *protobufs.ComponentHealth
	status      *protobufs.RemoteConfigStatus
	effective   *protobufs.EffectiveConfig
}

type fleet struct {
	mutex  sync.RWMutex
	agents map[string]*agent
	config *protobufs.AgentRemoteConfig
}

func (f *fleet) report(connection types.Connection, message *protobufs.AgentToServer) *protobufs.ServerToAgent {
	uid := string(message.InstanceUid)
	f.mutex.Lock()
	defer f.mutex.Unlock()
	known, found := f.agents[uid]
	if !found {
		known = &agent{}
		f.agents[uid] = known
	}
	known.connection = connection
	if message.AgentDescription != nil {
		known.description = message.AgentDescription
	}
	if message.Health != nil {
		known.health = message.Health
	}
	if message.RemoteConfigStatus != nil {
		known.status = message.RemoteConfigStatus
	}
	if message.EffectiveConfig != nil {
		known.effective = message.EffectiveConfig
	}
	answer := &protobufs.ServerToAgent{InstanceUid: message.InstanceUid, Capabilities: capabilities}
	if f.config != nil && !bytes.Equal(known.status.GetLastRemoteConfigHash(), f.config.ConfigHash) && !found {
		answer.RemoteConfig = f.config
	}
	return answer
}

// push sends the config to everybody, by as many goroutines as are useful on a small machine.
func (f *fleet) push(body []byte) {
	hash := sha256.Sum256(body)
	config := &protobufs.AgentRemoteConfig{
		ConfigHash: hash[:],
		Config: &protobufs.AgentConfigMap{ConfigMap: map[string]*protobufs.AgentConfigFile{
			"collector.yaml": {Body: body, ContentType: "text/yaml"},
		}},
	}
	f.mutex.Lock()
	f.config = config
	waiting := make(chan func(), len(f.agents))
	for uid, each := range f.agents {
		waiting <- func() {
			each.sending.Lock()
			defer each.sending.Unlock()
			_ = each.connection.Send(context.Background(), &protobufs.ServerToAgent{
				InstanceUid: []byte(uid), Capabilities: capabilities, RemoteConfig: config,
			})
		}
	}
	f.mutex.Unlock()
	close(waiting)
	for range pushers {
		go func() {
			for send := range waiting {
				send()
			}
		}()
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: peer AGENT_PORT CONFIG_PORT")
		os.Exit(2)
	}
	if err := run("127.0.0.1:"+os.Args[1], "127.0.0.1:"+os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func run(agents, configs string) error {
	f := &fleet{agents: make(map[string]*agent)}
	callbacks := types.ConnectionCallbacks{
		OnMessage: func(_ context.Context, connection types.Connection, message *protobufs.AgentToServer) *protobufs.ServerToAgent {
			return f.report(connection, message)
		},
	}
	opamp := server.New(nil)
	err := opamp.Start(server.StartSettings{
		ListenEndpoint: agents,
		Settings: server.Settings{
			Callbacks: types.Callbacks{
				OnConnecting: func(*http.Request) types.ConnectionResponse {
					return types.ConnectionResponse{Accept: true, ConnectionCallbacks: callbacks}
				},
			},
		},
	})
	if err != nil {
		return err
	}
	http.HandleFunc("PUT /config", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 16<<20))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		f.push(body)
	})
	go func() {
		fmt.Fprintln(os.Stderr, http.ListenAndServe(configs, nil))
		os.Exit(1)
	}()
	fmt.Println("ready")

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return opamp.Stop(ctx)
}
