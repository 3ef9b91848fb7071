// What the page asks of the server. Addresses are relative, so that the token stays in the page's own.
const base = new URL("./", location.href);

export function address(path) {
  return new URL(`api/${path}`, base).href;
}

export class Refusal extends Error {}

async function answer(response) {
  const value = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(value.problem ?? `${response.status} ${response.statusText}`);
  return value;
}

export async function get(path) {
  return answer(await fetch(address(path)));
}

export async function post(path, value = {}) {
  return answer(await fetch(address(path), { method: "POST", body: JSON.stringify(value) }));
}

export async function upload(file) {
  return answer(await fetch(address(`upload/${encodeURIComponent(file.name)}`),
    { method: "POST", body: file }));
}

// A picture, or null if there is none.
export async function picture(path) {
  const response = await fetch(address(path));
  if (!response.ok) return null;
  return createImageBitmap(await response.blob());
}

// Calls `heard` with every message; `lost` when the server is gone.
export function listen(heard, lost) {
  const place = new URL("api/messages", base);
  place.protocol = "ws:";
  const socket = new WebSocket(place);
  socket.onmessage = (message) => heard(JSON.parse(message.data));
  socket.onclose = () => lost();
}
