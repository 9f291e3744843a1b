'use strict';
// An OpAMP agent on Elastic's client library for Node. The tests of the server drive it, as they do interop/go: flags say
// what it is, one JSON object per line on stdin what to do next, and each thing that happens is one JSON object per line on
// stdout. The end of stdin stops it.

const diagnostics = require('node:diagnostics_channel');
const readline = require('node:readline');
const {
  AgentCapabilities,
  RemoteConfigStatuses,
  createOpAMPClient,
  DIAG_CH_SEND_FAIL,
  DIAG_CH_SEND_SCHEDULE,
  DIAG_CH_SEND_SUCCESS,
} = require('@elastic/opamp-client-node');

const FULL_STATE = 1n;
const hex = (bytes) => Buffer.from(bytes).toString('hex');

function emit(event, members) {
  process.stdout.write(JSON.stringify({event, ...members}) + '\n');
}

function parse(args) {
  const options = {identifying: {}, attribute: {}, heartbeat: '30s', answer: 'applied'};
  for (const arg of args) {
    const [, name, value] = /^-([a-z-]+)=([^]*)$/.exec(arg);
    if (name === 'identifying' || name === 'attribute') {
      const at = value.indexOf('=');
      options[name][value.slice(0, at)] = value.slice(at + 1);
    } else {
      options[name] = value;
    }
  }
  return options;
}

const seconds = (text) => (text.endsWith('ms') ? parseFloat(text) / 1000 : parseFloat(text));
const options = parse(process.argv.slice(2));
let answer = options.answer;

const client = createOpAMPClient({
  endpoint: options.url,
  headers: options.token ? {Authorization: 'Bearer ' + options.token} : {},
  instanceUid: options.uid,
  heartbeatIntervalSeconds: seconds(options.heartbeat),
  capabilities: BigInt(
    AgentCapabilities.AgentCapabilities_AcceptsRemoteConfig | AgentCapabilities.AgentCapabilities_ReportsRemoteConfig
  ),
  diagEnabled: true,
  onMessage: onMessage,
});

function onMessage({remoteConfig}) {
  const files = {};
  for (const [name, file] of Object.entries(remoteConfig.config.configMap)) {
    files[name] = {body: Buffer.from(file.body).toString(), contentType: file.contentType};
  }
  emit('message', {remoteConfig: {hash: hex(remoteConfig.configHash), files}});
  const lastRemoteConfigHash = remoteConfig.configHash;
  if (answer === 'applied') {
    client.setRemoteConfigStatus({lastRemoteConfigHash, status: RemoteConfigStatuses.RemoteConfigStatuses_APPLIED, errorMessage: ''});
  } else if (answer.startsWith('failed:')) {
    const errorMessage = answer.slice('failed:'.length);
    client.setRemoteConfigStatus({lastRemoteConfigHash, status: RemoteConfigStatuses.RemoteConfigStatuses_FAILED, errorMessage});
  }
}

diagnostics.subscribe(DIAG_CH_SEND_SUCCESS, ({s2a}) => {
  emit('connected');
  if (s2a.flags & FULL_STATE) {
    emit('fullStateAsked');
  }
  if (s2a.agentIdentification) {
    emit('message', {newUid: hex(s2a.agentIdentification.newInstanceUid)});
  }
});
diagnostics.subscribe(DIAG_CH_SEND_FAIL, ({err, retryAfterMs}) => emit('connectFailed', {error: String(err), retryAfterMs}));
diagnostics.subscribe(DIAG_CH_SEND_SCHEDULE, ({delayMs, errCount}) => {
  if (errCount > 0) {
    emit('retry', {delayMs});
  }
});

client.setAgentDescription({identifyingAttributes: options.identifying, nonIdentifyingAttributes: options.attribute});
client.start();
emit('started', {uid: options.uid});

const lines = readline.createInterface({input: process.stdin});
lines.on('line', (line) => {
  const command = JSON.parse(line);
  switch (command.do) {
    case 'stop':
      lines.close();
      break;
    case 'answer':
      answer = command.answer;
      break;
    case 'describe':
      client.setAgentDescription({identifyingAttributes: options.identifying, nonIdentifyingAttributes: command.attributes});
      break;
    case 'crash':
      process.exit(0);
      break;
    default:
      emit('refused', {do: command.do, error: 'unknown command'});
  }
});
lines.on('close', async () => {
  await client.shutdown();
  emit('stopped');
  process.exit(0);
});
