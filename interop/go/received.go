package main

import (
	"context"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-telemetry/opamp-go/client/types"
	"github.com/open-telemetry/opamp-go/protobufs"
)

func (a *agent) onError(_ context.Context, err *protobufs.ServerErrorResponse) {
	a.out.emit("error", fields{
		"type":                  strings.TrimPrefix(err.Type.String(), "ServerErrorResponseType_"),
		"message":               err.ErrorMessage,
		"retryAfterNanoseconds": err.GetRetryInfo().GetRetryAfterNanoseconds(),
	})
}

func (a *agent) onCommand(_ context.Context, c *protobufs.ServerToAgentCommand) error {
	a.out.emit("command", fields{"type": strings.TrimPrefix(c.Type.String(), "CommandType_")})
	return nil
}

func (a *agent) onOpampSettings(_ context.Context, s *protobufs.OpAMPConnectionSettings) error {
	var headers []string
	for _, header := range s.GetHeaders().GetHeaders() {
		headers = append(headers, header.Key)
	}
	a.out.emit("opampConnectionSettings", fields{
		"endpoint":  s.DestinationEndpoint,
		"headers":   headers,
		"heartbeat": s.HeartbeatIntervalSeconds,
	})
	return nil
}

// onMessage says what a message contained, then answers a remote config if one is in it.
func (a *agent) onMessage(_ context.Context, m *types.MessageData) {
	a.out.emit("message", contents(m))
	if m.RemoteConfig != nil {
		a.onRemoteConfig(m.RemoteConfig)
	}
}

func contents(m *types.MessageData) fields {
	f := fields{}
	if rc := m.RemoteConfig; rc != nil {
		files := map[string]any{}
		for name, file := range rc.GetConfig().GetConfigMap() {
			files[name] = fields{"body": string(file.Body), "contentType": file.ContentType}
		}
		f["remoteConfig"] = fields{"hash": hex.EncodeToString(rc.ConfigHash), "files": files}
	}
	if id := m.AgentIdentification; id != nil {
		f["newUid"] = hex.EncodeToString(id.NewInstanceUid)
	}
	if hash := m.OfferedConnectionsSettingsHash; hash != nil {
		f["connectionSettings"] = fields{
			"hash":       hex.EncodeToString(hash),
			"ownMetrics": m.OwnMetricsConnSettings.GetDestinationEndpoint(),
			"ownTraces":  m.OwnTracesConnSettings.GetDestinationEndpoint(),
			"ownLogs":    m.OwnLogsConnSettings.GetDestinationEndpoint(),
			"other":      slices.Sorted(maps.Keys(m.OtherConnSettings)),
		}
	}
	if p := m.PackagesAvailable; p != nil {
		f["packages"] = fields{
			"hash":  hex.EncodeToString(p.AllPackagesHash),
			"names": slices.Sorted(maps.Keys(p.Packages)),
		}
	}
	if c := m.CustomCapabilities; c != nil {
		f["customCapabilities"] = c.Capabilities
	}
	if c := m.CustomMessage; c != nil {
		f["customMessage"] = fields{"capability": c.Capability, "type": c.Type, "data": c.Data}
	}
	return f
}

// onRemoteConfig answers as told. Answers in several steps are given outside the callback: the
// library sends nothing while it runs, and only the last of several statuses.
func (a *agent) onRemoteConfig(rc *protobufs.AgentRemoteConfig) {
	a.mu.Lock()
	answer, before := a.answer, a.appliedHash
	a.mu.Unlock()
	switch {
	case answer == "applied":
		a.applied(rc)
	case answer == "slow":
		go a.inSteps(
			func() { a.report(rc.ConfigHash, protobufs.RemoteConfigStatuses_RemoteConfigStatuses_APPLYING, "") },
			func() { a.applied(rc) })
	case answer == "rollback":
		go a.inSteps(
			func() { a.report(rc.ConfigHash, protobufs.RemoteConfigStatuses_RemoteConfigStatuses_APPLYING, "") },
			func() {
				a.report(rc.ConfigHash, protobufs.RemoteConfigStatuses_RemoteConfigStatuses_FAILED, "rolled back")
			},
			func() { a.report(before, protobufs.RemoteConfigStatuses_RemoteConfigStatuses_APPLIED, "") })
	case strings.HasPrefix(answer, "failed:"):
		message := strings.TrimPrefix(answer, "failed:")
		a.report(rc.ConfigHash, protobufs.RemoteConfigStatuses_RemoteConfigStatuses_FAILED, message)
	}
}

func (a *agent) inSteps(steps ...func()) {
	for i, step := range steps {
		if i > 0 {
			time.Sleep(a.opts.delay)
		}
		step()
	}
}

// applied makes the files the effective config and reports both.
func (a *agent) applied(rc *protobufs.AgentRemoteConfig) {
	a.mu.Lock()
	a.appliedHash = rc.ConfigHash
	a.effective = map[string]string{}
	for name, file := range rc.GetConfig().GetConfigMap() {
		a.effective[name] = string(file.Body)
	}
	a.mu.Unlock()
	a.report(rc.ConfigHash, protobufs.RemoteConfigStatuses_RemoteConfigStatuses_APPLIED, "")
	if a.has(protobufs.AgentCapabilities_AgentCapabilities_ReportsEffectiveConfig) {
		a.refused("effective", a.reportEffective())
	}
}

func (a *agent) report(hash []byte, status protobufs.RemoteConfigStatuses, message string) {
	a.refused("status", a.client.SetRemoteConfigStatus(&protobufs.RemoteConfigStatus{
		LastRemoteConfigHash: hash,
		Status:               status,
		ErrorMessage:         message,
	}))
}

func (a *agent) refused(what string, err error) {
	if err != nil {
		a.out.emit("refused", fields{"do": what, "error": err.Error()})
	}
}
