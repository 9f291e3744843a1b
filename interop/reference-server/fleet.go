package main

import (
	"sync"

	"github.com/open-telemetry/opamp-go/protobufs"
)

const capabilities = uint64(protobufs.ServerCapabilities_ServerCapabilities_AcceptsStatus)

// agent is what is remembered between two messages.
type agent struct {
	sequence     uint64
	capabilities uint64
}

type fleet struct {
	mutex  sync.Mutex
	agents map[string]agent
}

func newFleet() *fleet {
	return &fleet{agents: make(map[string]agent)}
}

// report answers one message.
func (f *fleet) report(message *protobufs.AgentToServer) *protobufs.ServerToAgent {
	if len(message.InstanceUid) != 16 {
		return &protobufs.ServerToAgent{
			InstanceUid: message.InstanceUid,
			ErrorResponse: &protobufs.ServerErrorResponse{
				Type:         protobufs.ServerErrorResponseType_ServerErrorResponseType_BadRequest,
				ErrorMessage: "instance_uid must have 16 bytes",
			},
		}
	}
	answer := &protobufs.ServerToAgent{InstanceUid: message.InstanceUid, Capabilities: capabilities}
	if f.remember(message) && lacksSomething(message) {
		answer.Flags = uint64(protobufs.ServerToAgentFlags_ServerToAgentFlags_ReportFullState)
	}
	return answer
}

// remember stores the message's numbers and says whether earlier messages were missed.
func (f *fleet) remember(message *protobufs.AgentToServer) bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	uid := string(message.InstanceUid)
	known, found := f.agents[uid]
	if message.Capabilities == 0 {
		message.Capabilities = known.capabilities
	}
	f.agents[uid] = agent{sequence: message.SequenceNum, capabilities: message.Capabilities}
	return !found || (message.SequenceNum != known.sequence+1 && message.SequenceNum != known.sequence)
}

// lacksSomething says whether a part that the capabilities promise is not in the message.
func lacksSomething(message *protobufs.AgentToServer) bool {
	promises := func(bit protobufs.AgentCapabilities) bool {
		return message.Capabilities&uint64(bit) != 0
	}
	return message.AgentDescription == nil ||
		promises(protobufs.AgentCapabilities_AgentCapabilities_ReportsHealth) && message.Health == nil ||
		promises(protobufs.AgentCapabilities_AgentCapabilities_ReportsRemoteConfig) && message.RemoteConfigStatus == nil ||
		promises(protobufs.AgentCapabilities_AgentCapabilities_ReportsEffectiveConfig) && message.EffectiveConfig == nil
}
