#!/usr/bin/env bash
# Runs a real etcd and kube-apiserver (build.sh) on free loopback ports until it is told to stop (SIGTERM, Ctrl-C), and stops both.
#   start.sh DIR     DIR is made, and gets data, logs and, once the server is ready,
#     kubeconfig     of an administrator, with the certificate of this server
#     ready          NAME=VALUE lines: SERVER, CA, TOKEN (the administrator's), PID_ETCD, PID_APISERVER
# No kubelet, no scheduler, no controllers: objects are checked and kept, and nothing comes of them. RBAC is on; a service account
# works as soon as it has a token: POST /api/v1/namespaces/NS/serviceaccounts/NAME/token.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
programs=$("$here/build.sh")
mkdir -p "$1"
dir=$(cd "$1" && pwd)
rm -f "$dir/ready"
children=()

finish() {
  trap '' INT TERM
  # The server first: it waits for watches that are open, so it gets five seconds.
  for ((i = ${#children[@]} - 1; i >= 0; i--)); do
    kill -TERM "${children[i]}" 2>/dev/null || continue
    for ((tenths = 0; tenths < 50; tenths++)); do
      kill -0 "${children[i]}" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "${children[i]}" 2>/dev/null || true
  done
}
trap finish EXIT
trap 'exit 0' INT TERM

# A loopback port that nobody listens on.
free() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  echo "no free port" >&2
  exit 1
}

# Should this script be killed, they end as well.
with_parent=()
! command -v setpriv >/dev/null || with_parent=(setpriv --pdeathsig TERM)

wait_for() { # NAME PID COMMAND...
  local name=$1 pid=$2 tenths=0
  shift 2
  until "$@"; do
    kill -0 "$pid" 2>/dev/null || { tail -n 20 "$dir/$name.log" >&2; echo "$name has ended" >&2; exit 1; }
    ((tenths++ < 600)) || { tail -n 20 "$dir/$name.log" >&2; echo "$name is not ready after 60 s" >&2; exit 1; }
    sleep 0.1
  done
}

etcd=$(free) peers=$(free)
"${with_parent[@]}" "$programs/etcd" --data-dir "$dir/etcd" --unsafe-no-fsync --log-level warn \
  --listen-client-urls "http://127.0.0.1:$etcd" --advertise-client-urls "http://127.0.0.1:$etcd" \
  --listen-peer-urls "http://127.0.0.1:$peers" --initial-advertise-peer-urls "http://127.0.0.1:$peers" \
  --initial-cluster "default=http://127.0.0.1:$peers" >"$dir/etcd.log" 2>&1 &
children+=($!)
wait_for etcd "${children[0]}" curl -sf -o /dev/null "http://127.0.0.1:$etcd/health"

token=$(openssl rand -hex 16)
(umask 077 && echo "$token,admin,admin,system:masters" >"$dir/tokens.csv" && openssl genrsa -out "$dir/accounts.key" 2048 2>/dev/null)
openssl rsa -in "$dir/accounts.key" -pubout -out "$dir/accounts.pub" 2>/dev/null
port=$(free)
"${with_parent[@]}" "$programs/kube-apiserver" --etcd-servers "http://127.0.0.1:$etcd" --bind-address 127.0.0.1 --secure-port "$port" \
  --cert-dir "$dir/certificates" --token-auth-file "$dir/tokens.csv" --authorization-mode RBAC \
  --service-account-key-file "$dir/accounts.pub" --service-account-signing-key-file "$dir/accounts.key" \
  --service-account-issuer https://kubernetes.default.svc --service-cluster-ip-range 10.96.0.0/16 \
  --disable-admission-plugins ServiceAccount --endpoint-reconciler-type none >"$dir/kube-apiserver.log" 2>&1 &
children+=($!)
ca=$dir/certificates/apiserver.crt
server=https://127.0.0.1:$port
well() { curl -sf -o /dev/null --cacert "$ca" -H "Authorization: Bearer $token" "$server/readyz" 2>/dev/null; }
wait_for kube-apiserver "${children[1]}" well

cat >"$dir/kubeconfig" <<END
apiVersion: v1
kind: Config
current-context: admin
clusters: [{name: muster, cluster: {server: "$server", certificate-authority: "$ca"}}]
users: [{name: admin, user: {token: "$token"}}]
contexts: [{name: admin, context: {cluster: muster, user: admin}}]
END
chmod 600 "$dir/kubeconfig"
cat >"$dir/ready.part" <<END
SERVER=$server
CA=$ca
TOKEN=$token
PID_ETCD=${children[0]}
PID_APISERVER=${children[1]}
END
chmod 600 "$dir/ready.part"
mv "$dir/ready.part" "$dir/ready"
echo "$server is ready; kubectl --kubeconfig $dir/kubeconfig" >&2
wait -n "${children[@]}" || true
echo "one of the two has ended; see $dir/*.log" >&2
exit 1
