package main

import (
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/open-telemetry/opamp-go/client/types"
	"github.com/open-telemetry/opamp-go/protobufs"
)

// options is what the flags say.
type options struct {
	url            string
	uid            types.InstanceUid
	identifying    attributes
	nonIdentifying attributes
	capabilities   protobufs.AgentCapabilities
	heartbeat      time.Duration
	token          string
	compression    bool
	requestUid     bool
	verbose        bool
	answer         string
	delay          time.Duration
	health         string
	effective      string
	effectiveSize  int
	components     int
	custom         list
}

// attributes are key=value flags, in the order given.
type attributes [][2]string

func (a *attributes) String() string { return fmt.Sprint(*a) }

func (a *attributes) Set(text string) error {
	key, value, found := strings.Cut(text, "=")
	if !found || key == "" {
		return fmt.Errorf("%q is not key=value", text)
	}
	*a = append(*a, [2]string{key, value})
	return nil
}

// list is a comma separated flag.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(text string) error {
	*l = strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
	return nil
}

func parseOptions(args []string) (*options, error) {
	o := &options{}
	var uid string
	var capabilities list
	f := flag.NewFlagSet("agent", flag.ContinueOnError)
	f.StringVar(&o.url, "url", "", "where the server is: ws://, wss://, http:// or https://, with the path")
	f.StringVar(&uid, "uid", "", "instance uid, as UUID text")
	f.Var(&o.identifying, "identifying", "an identifying attribute, key=value; repeatable")
	f.Var(&o.nonIdentifying, "attribute", "a non-identifying attribute, key=value; repeatable")
	f.Var(&capabilities, "capabilities", "names as in the protocol (AcceptsRemoteConfig), comma separated; ReportsStatus is always there")
	f.DurationVar(&o.heartbeat, "heartbeat", 30*time.Second, "heartbeat or polling interval; used with ReportsHeartbeat only")
	f.StringVar(&o.token, "token", "", "bearer token")
	f.BoolVar(&o.compression, "compression", false, "compress what is sent")
	f.BoolVar(&o.requestUid, "request-uid", false, "ask the server for an instance uid")
	f.BoolVar(&o.verbose, "verbose", false, "print what the library logs at debug level")
	f.StringVar(&o.answer, "answer", "applied", "to a remote config: applied, slow, rollback, none or failed:<message>")
	f.DurationVar(&o.delay, "delay", 300*time.Millisecond, "between the steps of slow and rollback")
	f.StringVar(&o.health, "health", `{"healthy":true,"status":"StatusOK"}`, "ComponentHealth as protobuf JSON")
	f.StringVar(&o.effective, "effective", "receivers: {}\n", "effective config")
	f.IntVar(&o.effectiveSize, "effective-size", 0, "bytes to pad the effective config to")
	f.IntVar(&o.components, "components", 0, "number of available components")
	f.Var(&o.custom, "custom", "custom capabilities, comma separated")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("unknown argument %q", f.Arg(0))
	}
	if o.url == "" {
		return nil, errors.New("-url is missing")
	}
	if err := o.parseUid(uid); err != nil {
		return nil, err
	}
	return o, o.parseCapabilities(capabilities)
}

func (o *options) parseUid(text string) error {
	bytes, err := hex.DecodeString(strings.ReplaceAll(text, "-", ""))
	if err != nil || len(bytes) != len(o.uid) {
		return fmt.Errorf("-uid %q is not the text of a UUID", text)
	}
	copy(o.uid[:], bytes)
	return nil
}

func (o *options) parseCapabilities(names list) error {
	o.capabilities = protobufs.AgentCapabilities_AgentCapabilities_ReportsStatus
	for _, name := range names {
		bit, known := protobufs.AgentCapabilities_value["AgentCapabilities_"+name]
		if !known {
			return fmt.Errorf("the protocol has no capability %q", name)
		}
		o.capabilities |= protobufs.AgentCapabilities(bit)
	}
	return nil
}
