export const serviceAccounts = {
  'service.title': 'Service accounts',
  'service.words':
    'A service account is nobody’s: programs act as it by its keys, and what they add stays when people leave.',
  'service.add': 'Add a service account',
  'service.none': 'None yet.',
  'service.keys': {
    one: '{count} key',
    other: '{count} keys',
  },
  'service.noKeys': 'no keys',
  'service.deactivated': 'Deactivated',
  'service.actions': 'Actions for {name}',
  'service.newKey': 'New key for it',
  'service.change': 'Change name or role',
  'service.deactivate': 'Deactivate',
  'service.reactivate': 'Reactivate',
  'service.name': 'Name',
  'service.nameHint': 'It stands beside what its programs add, e.g. “Archive import”.',
  'service.needName': 'Give it a name',
  'service.role': 'Role',
  'service.roleNow': 'A changed role holds at once for all of its keys.',
  'service.addDo': 'Add',
  'service.added': '{name} is there. Now make a key for it.',
  'service.changed': '{name} is changed',
  'service.deactivateAsk': 'Deactivate {name}?',
  'service.deactivateWords': {
    one: 'Its key lets nobody in from now on. Nothing is deleted, and when you reactivate it, the key works again.',
    other:
      'Its keys ({count}) let nobody in from now on. Nothing is deleted, and when you reactivate it, they work again.',
  },
  'service.deactivateNoKeys': 'It has no keys now. Nothing is deleted, and you can reactivate it.',
  'service.deactivatedNow': '{name} is deactivated',
  'service.reactivateAsk': 'Reactivate {name}?',
  'service.reactivateWords': {
    one: 'Its key works again at once. Revoke it first if it may have got into other hands.',
    other:
      'Its keys ({count}) work again at once. Revoke those first that may have got into other hands.',
  },
  'service.reactivateNoKeys': 'It has no keys: make one for it afterwards.',
  'service.reactivatedNow': '{name} is active again',
} as const
