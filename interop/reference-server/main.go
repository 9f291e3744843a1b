// Command reference-server answers agents with the server side of opamp-go, so that the conformance suite can be
// proved against a server that we did not write. Framing, HTTP and errors of decoding are the library's; the few rules
// a library leaves to its user (checks of the uid, ReportFullState when something promised is missing) are here.
//
// It listens on 127.0.0.1, on the port given as the only argument or one chosen by the operating system, prints the
// address on its first line, and ends on SIGINT or SIGTERM.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/open-telemetry/opamp-go/protobufs"
	"github.com/open-telemetry/opamp-go/server"
	"github.com/open-telemetry/opamp-go/server/types"
)

const shutdownWithin = 5 * time.Second

func main() {
	port := "0"
	if len(os.Args) > 1 {
		port = os.Args[1]
	}
	if err := run("127.0.0.1:" + port); err != nil {
		fmt.Fprintln(os.Stderr, "reference-server:", err)
		os.Exit(1)
	}
}

func run(address string) error {
	fleet := newFleet()
	onConnecting := types.ConnectionCallbacks{
		OnMessage: func(_ context.Context, _ types.Connection, message *protobufs.AgentToServer) *protobufs.ServerToAgent {
			return fleet.report(message)
		},
	}
	opamp := server.New(nil)
	err := opamp.Start(server.StartSettings{
		ListenEndpoint: address,
		Settings: server.Settings{
			EnableCompression: true,
			Callbacks: types.Callbacks{
				OnConnecting: func(*http.Request) types.ConnectionResponse {
					return types.ConnectionResponse{Accept: true, ConnectionCallbacks: onConnecting}
				},
			},
		},
	})
	if err != nil {
		return err
	}
	fmt.Printf("ws://%s/v1/opamp\n", opamp.Addr())

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
	ctx, cancel := context.WithTimeout(context.Background(), shutdownWithin)
	defer cancel()
	return opamp.Stop(ctx)
}
