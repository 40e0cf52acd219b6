// The line to the server: MessagePack over one WebSocket, rebuilt whenever it breaks for as long as the page is open.
/* global signalR */
const retryMs = [0, 500, 1000, 2000, 3000];

export class Line extends EventTarget {
  #hub;
  #closed = false;

  /** Events: up, down (tries that have failed since), ack (sequence, rate), view (what the server sees), over (why the server ended this line). */
  constructor(path) {
    super();
    this.#hub = new signalR.HubConnectionBuilder()
      .withUrl(path, { transport: signalR.HttpTransportType.WebSockets, skipNegotiation: true })
      .withHubProtocol(new signalR.protocols.msgpack.MessagePackHubProtocol())
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => this.#nextTryMs(previousRetryCount) })
      .withServerTimeout(10_000)
      .withKeepAliveInterval(4_000)
      .configureLogging(signalR.LogLevel.None)
      .build();
    this.#hub.on('Ack', (sequence, rate) => this.#tell('ack', { sequence, rate }));
    this.#hub.on('View', view => this.#tell('view', view));
    this.#hub.on('Over', reason => {
      this.#tell('over', reason);
      this.close();
    });
    this.#hub.onreconnecting(() => this.#tell('down'));
    this.#hub.onreconnected(() => this.#tell('up'));
    this.#hub.onclose(() => {
      if (this.#closed) return;
      this.#tell('down');
      setTimeout(() => this.open(), retryMs.at(-1));
    });
  }

  get isUp() {
    return this.#hub.state === signalR.HubConnectionState.Connected;
  }

  /** Keeps trying until it is up or closed. */
  async open() {
    for (let tried = 0; !this.#closed; tried++) {
      try {
        await this.#hub.start();
        return this.#tell('up');
      } catch {
        this.#tell('down', tried + 1);
        await new Promise(resolve => setTimeout(resolve, retryMs[Math.min(tried + 1, retryMs.length - 1)]));
      }
    }
  }

  frame(sequence, captureMs, bytes) {
    if (this.isUp) this.#hub.send('Frame', sequence, captureMs, bytes).catch(() => {});
  }

  /** Asks the server for a change of state; resolves to true where the server did it. */
  async ask(what) {
    try {
      return await this.#hub.invoke(what);
    } catch {
      return false;
    }
  }

  close() {
    this.#closed = true;
    this.#hub.stop();
  }

  // The hub tells once that it is down; that it stays down shows only here, where it asks how long to wait.
  #nextTryMs(failed) {
    if (failed > 0 && !this.#closed) this.#tell('down', failed);
    return retryMs[Math.min(failed, retryMs.length - 1)];
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
