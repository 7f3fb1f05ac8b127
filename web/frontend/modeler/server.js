// Speaks with the workshop's routes; whatever goes wrong comes as an Error whose message is a sentence.
export async function read(url, accept, translate) {
  return answered(fetch(url, { headers: { Accept: accept } }), translate);
}

export async function send(url, body, csrf, translate) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrf };
  const answer = await answered(fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }), translate);
  return answer.status === 204 ? {} : answer.json();
}

async function answered(request, translate) {
  let answer;
  try {
    answer = await request;
  } catch {
    throw new Error(translate('no answer'));
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  throw new Error(said.error ?? said.message ?? `${answer.status} ${answer.statusText}`);
}
