#!/usr/bin/env bash
# Checks deploy/helm/muster and deploy/kubernetes with a real helm and a real kube-apiserver (build.sh, start.sh):
# lint and template with each values file of ci/, the plain manifests equal to what the chart makes, every object by server-side
# apply with strict fields, no warning, in a namespace that asks for the restricted Pod Security Standard; then a release that
# is installed, upgraded, rolled back and removed. Ends with 1 at the first thing that is wrong. Needs curl, openssl, jq.
set -euo pipefail
cd "$(dirname "$0")/../.."
chart=deploy/helm/muster
programs=$(interop/kubernetes/build.sh)
work=$(mktemp -d)
server=

finish() {
  if [[ -n $server ]]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

ok() { printf 'ok: %s\n' "$*"; }
wrong() {
  printf 'wrong: %s\n' "$*" >&2
  exit 1
}
helm() { HELM_CACHE_HOME=$work/helm HELM_CONFIG_HOME=$work/helm HELM_DATA_HOME=$work/helm KUBECONFIG=$work/kube/kubeconfig "$programs/helm" "$@"; }

# ---- Without a server ------------------------------------------------------------------------------------------------------
for values in "$chart"/ci/*.yaml; do
  helm lint "$chart" --strict -f "$values" >"$work/lint" 2>&1 || { cat "$work/lint" >&2; wrong "helm lint with $values"; }
  helm template muster "$chart" --namespace muster -f "$values" >"$work/$(basename "$values")" || wrong "helm template with $values"
done
ok "lint and template with $(ls "$chart"/ci | wc -l) values files"

interop/kubernetes/render.sh "$work/rendered"
diff -r "$work/rendered" deploy/kubernetes -x 'configmap-source*' -x restore.yaml || wrong "deploy/kubernetes is not what the chart makes: interop/kubernetes/render.sh"
ok "deploy/kubernetes is what the chart makes"

refused() { # WHY OPTION...
  local why=$1
  shift
  if helm template muster "$chart" "$@" >"$work/out" 2>&1; then wrong "not refused: $*"; fi
  grep -q -- "$why" "$work/out" || { cat "$work/out" >&2; wrong "refused, but does not say '$why': $*"; }
}
given=(-f "$chart/ci/sqlite.yaml")
refused "kubectl create secret generic muster-agents"
refused "cannot share one SQLite" "${given[@]}" --set replicas=3
refused "operators.tokenSecret" "${given[@]}" --set store.kind=infinispan
refused "say where the servers are" -f "$chart/ci/infinispan.yaml" --set infinispan.install=false
refused "toknes" "${given[@]}" --set agents.toknes=x
refused "/store/kind" "${given[@]}" --set store.kind=redis
refused "/image/digest" "${given[@]}" --set image.digest=sha256:1
refused "invalid propertyName 'retention'" "${given[@]}" --set settings.retention=1h
ok "values that cannot work are refused, and say why"

# ---- Every object to a real server -----------------------------------------------------------------------------------------
interop/kubernetes/start.sh "$work/kube" 2>"$work/start" &
server=$!
for ((tenths = 0; tenths < 900; tenths++)); do
  [[ ! -f $work/kube/ready ]] || break
  kill -0 "$server" 2>/dev/null || { cat "$work/start" >&2; wrong "no kube-apiserver"; }
  sleep 0.1
done
# shellcheck source=/dev/null
. "$work/kube/ready"
ok "$("$programs/kube-apiserver" --version) is ready"

call() { # METHOD PATH CURL-OPTION...; the answer in $work/answer, its head in $work/head
  local method=$1 path=$2
  shift 2
  curl -s -o "$work/answer" -D "$work/head" -w '%{http_code}' --cacert "$CA" -H "Authorization: Bearer $TOKEN" -X "$method" "$@" "$SERVER$path"
}

# field NAME: a key of the first level, or of metadata, of the object in $work/object
field() { sed -n "s/^$1: //p" "$work/object" | head -n 1; }
named() { awk -v key="  $1: " '/^metadata:/ {in_it = 1; next} /^[^ ]/ {in_it = 0} in_it && index($0, key) == 1 {print substr($0, length(key) + 1); exit}' "$work/object"; }

path_of() {
  local version kind namespace group plural
  version=$(field apiVersion) kind=$(field kind) namespace=$(named namespace)
  group=/apis/$version
  [[ $version != v1 ]] || group=/api/v1
  plural=${kind,,}s
  [[ $kind != NetworkPolicy ]] || plural=networkpolicies
  case $kind in
    Namespace | CustomResourceDefinition) echo "$group/$plural/$(named name)" ;;
    *) echo "$group/namespaces/${namespace:-muster}/$plural/$(named name)" ;;
  esac
}

# apply FILE: each object of it
apply() {
  local status count=0
  rm -f "$work"/part-*
  awk -v to="$work/part-" '/^---/ {n++; next} {print > sprintf("%s%03d", to, n)}' "$1"
  for part in "$work"/part-*; do
    grep -q '^kind:' "$part" || continue
    mv "$part" "$work/object"
    status=$(call PATCH "$(path_of)?fieldManager=check&force=true&fieldValidation=Strict" \
      -H 'Content-Type: application/apply-patch+yaml' --data-binary "@$work/object")
    [[ $status == 20[01] ]] || { cat "$work/answer" >&2; wrong "$(field kind) $(named name) of $1: $status"; }
    ! grep -i '^warning:' "$work/head" >&2 || wrong "$(field kind) $(named name) of $1 gives a warning"
    count=$((count + 1))
  done
  ((count)) || wrong "$1 has no object"
  ok "$count objects of $1 are applied"
}

cat >"$work/namespaces.yaml" <<'END'
apiVersion: v1
kind: Namespace
metadata:
  name: muster
  labels: {pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/warn: restricted}
---
apiVersion: v1
kind: Namespace
metadata:
  name: telemetry
---
apiVersion: v1
kind: Namespace
metadata:
  name: release
  labels: {pod-security.kubernetes.io/warn: restricted}
END
apply "$work/namespaces.yaml"
apply interop/kubernetes/crds.yaml
for ((tenths = 0; tenths < 300; tenths++)); do
  [[ $(call GET /apis/monitoring.coreos.com/v1/namespaces/muster/prometheusrules) != 200 ]] || break
  sleep 0.1
done
for values in "$chart"/ci/*.yaml; do
  # The names of volumes and of StatefulSets' parts cannot be changed: each set of values begins anew.
  for kind in statefulsets jobs; do
    group=apps
    [[ $kind != jobs ]] || group=batch
    status=$(call DELETE "/apis/$group/v1/namespaces/muster/$kind?propagationPolicy=Background")
    [[ $status == 200 ]] || wrong "$kind cannot be deleted: $status"
  done
  apply "$work/$(basename "$values")"
done
call DELETE "/apis/apps/v1/namespaces/muster/statefulsets" >/dev/null
for file in deploy/kubernetes/*.yaml; do
  apply "$file"
  call DELETE "/apis/apps/v1/namespaces/muster/statefulsets" >/dev/null
done

# The check can fail: a field that does not exist, and a pod that wants more than restricted pods may.
sed 's/readOnlyRootFilesystem/readOnlyRootFileSystem/' deploy/kubernetes/sqlite.yaml >"$work/misspelt.yaml"
sed 's/runAsNonRoot: true/runAsNonRoot: false/' deploy/kubernetes/sqlite.yaml >"$work/root.yaml"
for bad in misspelt root; do
  ! (apply "$work/$bad.yaml") >/dev/null 2>&1 || wrong "the server takes $bad.yaml"
done
call DELETE "/apis/apps/v1/namespaces/muster/statefulsets" >/dev/null
ok "a misspelt field and a root user are found"

# ---- A release, from its installation to its end ---------------------------------------------------------------------------
release=(muster "$chart" --namespace release "${given[@]}")
helm install "${release[@]}" >"$work/notes"
grep -q 'ws://muster-agents.release.svc:4320/v1/opamp' "$work/notes" || wrong "the notes do not say where agents connect"
image() { call GET /apis/apps/v1/namespaces/release/statefulsets/muster >/dev/null; jq -r '.spec.template.spec.containers[0].image' "$work/answer"; }
helm upgrade "${release[@]}" --set image.tag=0.1.1 --set agents.service.type=LoadBalancer --set settings.muster\\.fleet\\.retention=48h \
  --set serviceMonitor.enabled=true --set prometheusRule.enabled=true >/dev/null
[[ $(image) == *:0.1.1 ]] || wrong "the upgrade has not reached the StatefulSet: $(image)"
helm rollback muster 1 --namespace release >/dev/null
[[ $(image) == *:0.1.0 ]] || wrong "the rollback has not reached the StatefulSet: $(image)"
! helm upgrade "${release[@]}" --set store.volume.size=20Gi >/dev/null 2>&1 || wrong "another size of the volume is taken, and changes nothing"
helm uninstall muster --namespace release >/dev/null
left=$(call GET /api/v1/namespaces/release/services >/dev/null && jq '.items | length' "$work/answer")
[[ $left == 0 ]] || wrong "$left services are left"
ok "a release is installed, upgraded, rolled back and removed"
