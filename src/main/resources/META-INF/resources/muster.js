'use strict';
// The page at / without a console. What needs no token is asked at once; the rest with the token that the user types, which
// stays in this tab (sessionStorage) and goes to this server alone. Everything shown is text, never markup.

const KEY = 'muster-operator-token';
const EVERY_MS = 10_000;
const ROWS = ['status', 'health', 'sync'];

const element = (id) => document.getElementById(id);

function show(id, visible) {
  element(id).hidden = !visible;
}

async function readiness() {
  const state = element('state');
  const reasons = element('reasons');
  let ready = false;
  let causes = [];
  try {
    const answer = await fetch('readyz', { cache: 'no-store' });
    ready = answer.ok;
    causes = ((await answer.json()).checks ?? [])
      .filter((check) => check.status !== 'UP')
      .map((check) => [check.name, ...Object.values(check.data ?? {})].join(': '));
  } catch {
    causes = ['it does not answer'];
  }
  state.textContent = ready ? 'Ready' : 'Not ready';
  state.className = ready ? 'ready' : 'not-ready';
  reasons.replaceChildren(
    ...causes.map((cause) => {
      const item = document.createElement('li');
      item.textContent = cause;
      return item;
    })
  );
  reasons.hidden = causes.length === 0;
}

async function api(path, token) {
  const answer = await fetch('api/v1/' + path, {
    cache: 'no-store',
    credentials: 'omit',
    headers: { Authorization: 'Bearer ' + token },
  });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail ?? 'the server answered ' + answer.status), { status: answer.status });
  }
  return answer.json();
}

function row(name, counts) {
  const line = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = name;
  const cell = document.createElement('td');
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  cell.textContent = some.map(([word, count]) => count + ' ' + word.replaceAll('_', ' ')).join(', ') || 'none';
  line.append(head, cell);
  return line;
}

async function agents() {
  const token = sessionStorage.getItem(KEY);
  show('ask', !token);
  show('agents', false);
  element('version').textContent = '';
  if (!token) {
    return;
  }
  try {
    const [server, summary] = await Promise.all([api('server', token), api('agents/summary', token)]);
    element('version').textContent = 'Muster ' + server.version;
    element('total').textContent = summary.total;
    element('counts').replaceChildren(...ROWS.map((name) => row(name, summary[name])));
    element('said').textContent = '';
    show('agents', true);
  } catch (problem) {
    if (problem.status === 401) {
      sessionStorage.removeItem(KEY);
      show('ask', true);
      element('said').textContent = 'That is not the operator token of this server.';
    } else {
      element('said').textContent = problem.status ? problem.message : 'The server does not answer.';
    }
  }
}

element('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  const token = element('token').value.trim();
  element('token').value = '';
  if (!/^[!-~]+$/.test(token)) {
    element('said').textContent = 'A token is one word of printable ASCII.';
    return;
  }
  sessionStorage.setItem(KEY, token);
  agents();
});

element('forget').addEventListener('click', () => {
  sessionStorage.removeItem(KEY);
  agents();
});

function refresh() {
  if (document.visibilityState === 'visible') {
    readiness();
    agents();
  }
}

refresh();
setInterval(refresh, EVERY_MS);
