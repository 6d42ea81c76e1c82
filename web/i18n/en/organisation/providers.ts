/** What listens to recordings and fills the sections: the operator's, or what the organisation brings itself. */
export const providers = {
  'organisation.providers': 'Providers',
  'providers.words':
    'By default, your meetings are processed with what your AAM operator provides. Add your own account, and its key is used from the next meeting on.',
  'providers.speech.title': 'Speech',
  'providers.speech.words': 'Turns recordings into text.',
  'providers.model.title': 'Language model',
  'providers.model.words': 'Finds decisions, tasks and more in what was said.',
  'providers.now': 'In use',
  'providers.own': 'Your own',
  'providers.ours': 'Default',
  'providers.none': 'None',
  'providers.now.own.speech': 'Deepgram, with your key',
  'providers.now.own.model': '{model}, with your key',
  'providers.now.own.keyless': '{model}, without a key',
  'providers.now.operator': '{name}, provided by your AAM operator',
  'providers.now.built-in': 'The built-in provider, which sends no data anywhere',
  'providers.now.none': 'None: recordings wait until a speech provider is set up',
  'providers.set': 'Set by {name} · {when}',
  'providers.setByGone': 'Set: {when}',
  'providers.key': 'Key',
  'providers.key.speech.hint':
    'From your Deepgram console. It is stored encrypted and never shown again.',
  'providers.key.model.hint':
    'From the account that pays for the model. It is stored encrypted and never shown again.',
  'providers.key.kept': 'A key is stored. Leave this empty to keep it.',
  'providers.key.keptEnd': 'The key ending in {end} is stored. Leave this empty to keep it.',
  'providers.noKey': 'This server needs no key',
  'providers.address': 'Address',
  'providers.address.speech.hint':
    'Only for your own Deepgram server; leave empty for deepgram.com.',
  'providers.address.model.hint':
    'Any server compatible with OpenAI’s chat completions, up to /v1; leave empty for OpenAI.',
  'providers.model': 'Model',
  'providers.model.hint': 'The name the server uses, such as gpt-5-mini.',
  'providers.context': 'Context size',
  'providers.context.hint': 'How many tokens the model accepts at once, if AAM does not know it.',
  'providers.context.fault': 'Enter a whole number from 4000 to 10000000.',
  'providers.save': 'Save',
  'providers.saved': 'Saved. It is used from the next meeting on.',
  'providers.test': 'Test',
  'providers.test.busy': 'Testing…',
  'providers.test.ok': 'Works',
  'providers.test.bad': 'Does not work',
  'providers.test.tried': 'Tried: {what}',
  'providers.test.answer': 'Answer: {status}',
  'providers.test.noAnswer': 'There was no answer',
  'providers.test.after': 'after {ms} ms',
  'providers.test.model': 'model {model}',
  'providers.test.said': 'The server’s response: “{words}”',
  'providers.test.when': 'Tested: {when}',
  'providers.remove': 'Remove',
  'providers.remove.speech.title': 'Remove your own speech provider?',
  'providers.remove.model.title': 'Remove your own language model?',
  'providers.remove.then.operator':
    'The key is deleted. From the next meeting on, {name} is used, provided by your AAM operator. Work in progress finishes as it started.',
  'providers.remove.then.built-in':
    'The key is deleted. From the next meeting on, the built-in provider fills the sections; it finds less. Work in progress finishes as it started.',
  'providers.remove.then.none':
    'The key is deleted. New recordings wait until a speech provider is set up; transcripts can still be added. Work in progress finishes as it started.',
  'providers.removed': 'Removed',
  'fault.provider_key': 'Enter the key.',
  'fault.provider_key_again': 'Enter the key again: the stored one is for another address.',
  'fault.provider_key_plain':
    'A key is one word of plain letters, digits and symbols. Copy it again.',
  'fault.provider_model': 'Enter the name of the model.',
  'fault.outbound_malformed': 'Enter an address like https://models.example.com/v1.',
  'fault.outbound_not_secure': 'The address must start with https://.',
  'fault.outbound_credentials':
    'The address must not contain a name or password. Enter the key in its own field.',
  'fault.outbound_odd_spelling':
    'Enter the host as a name, or as four plain numbers separated by dots.',
  'fault.outbound_port':
    'This port belongs to another kind of service. Use 443, or the port of the server’s web interface.',
  'fault.outbound_inside':
    'This address leads into the network that AAM runs in. Your AAM operator can allow it with OUTBOUND_ALLOW.',
  'fault.outbound_unresolved': 'No server with this name was found. Check the spelling.',
} as const
