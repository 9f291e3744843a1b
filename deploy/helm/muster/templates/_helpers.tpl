{{- define "muster.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "muster.selector" -}}
app.kubernetes.io/name: muster
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- /* Labels of an object; takes the root with the key `component`. */}}
{{- define "muster.labels" -}}
{{ include "muster.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "muster.image" -}}
{{- $tag := .Values.image.tag | default .Chart.AppVersion -}}
{{ .Values.image.repository }}:{{ $tag }}{{ with .Values.image.digest }}@{{ . }}{{ end }}
{{- end -}}

{{- define "muster.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "muster.fullname" .) }}
{{- end -}}

{{- define "muster.replicas" -}}
{{ .Values.replicas | default (ternary 3 1 (eq .Values.store.kind "infinispan")) }}
{{- end -}}

{{- define "muster.infinispan.name" -}}
{{ include "muster.fullname" . }}-infinispan
{{- end -}}

{{- define "muster.infinispan.installed" -}}
{{- if and (eq .Values.store.kind "infinispan") .Values.infinispan.install }}true{{ end -}}
{{- end -}}

{{- define "muster.infinispan.hosts" -}}
{{- if .Values.infinispan.install -}}
{{- $name := include "muster.infinispan.name" . -}}
{{ range $i := until 3 }}{{ if $i }};{{ end }}{{ $name }}-{{ $i }}.{{ $name }}:11222{{ end }}
{{- else -}}
{{ required "infinispan.hosts: with infinispan.install=false say where the servers are, as ispn-0.ispn:11222;ispn-1.ispn:11222" .Values.infinispan.hosts }}
{{- end -}}
{{- end -}}

{{- /* The security context of every container: nothing but its volumes can be written, and no right can be gained. */}}
{{- define "muster.container.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "muster.scheduling" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "muster.spread" -}}
{{- $selector := include "muster.selector" . -}}
{{- with .Values.topologySpread.keys }}
topologySpreadConstraints:
{{- range . }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{ $selector | nindent 8 }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* What cannot work is refused here, with what to do. */}}
{{- define "muster.check" -}}
{{- $replicas := include "muster.replicas" . | int -}}
{{- if and (eq .Values.store.kind "sqlite") (ne $replicas 1) -}}
{{- fail (printf "replicas: %d instances cannot share one SQLite; set store.kind=infinispan, or leave replicas empty" $replicas) -}}
{{- end -}}
{{- if and (eq .Values.agents.authentication "token") (not .Values.agents.tokens) (not .Values.agents.plainTokens) -}}
{{- fail "agents.tokens: agents need a token, and the chart makes none up. Make a Secret, kubectl create secret generic muster-agents --from-literal=token=\"$(openssl rand -hex 32)\", and set agents.tokens to [{name: fleet, secret: muster-agents, key: token}]; or set agents.authentication=none in a network that you trust" -}}
{{- end -}}
{{- if and (eq .Values.store.kind "infinispan") (not .Values.operators.tokenSecret) -}}
{{- fail "operators.tokenSecret: several instances need one operator's token. Make a Secret, kubectl create secret generic muster-operators --from-literal=operator-token=\"$(openssl rand -hex 32)\", and name it" -}}
{{- end -}}
{{- if and .Values.simulate.enabled (gt (int .Values.simulate.changes) 0) (not .Values.operators.tokenSecret) -}}
{{- fail "simulate.changes: changes are put as an operator; set operators.tokenSecret" -}}
{{- end -}}
{{- end -}}

{{- define "muster.variable" -}}
{{ regexReplaceAll "[^A-Z0-9]" (upper .) "_" }}
{{- end -}}
