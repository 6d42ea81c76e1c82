export const failure = {
  'failure.request': 'Request',
  'failure.detail': 'What exactly',
  'failure.unexpected':
    'Something unexpected happened in the browser. Reload the page; if it happens again, report it.',
  'failure.offline': 'The server cannot be reached. Check your connection and try again.',
  'failure.unauthenticated': 'You are not signed in any more. Sign in again.',
  'failure.session_ended': 'Your session has ended. Sign in again.',
  'failure.wrong_credentials':
    'The e-mail or the password is not right. Check both; an administrator can give you a new password.',
  'failure.wrong_proof': 'This does not fit. Try again.',
  'failure.sign_in_over': 'This sign-in is over. Begin again with your password.',
  'failure.second_factor_needed': 'Set up a second factor first.',
  'failure.insecure_transport':
    'This address is not encrypted, so a password would be readable on the way. Open it with https.',
  'failure.key_limit_reached':
    'The limit of API keys is reached. Revoke a key that nobody uses, or ask the operator of this AAM.',
  'failure.sign_up_closed': 'Sign-up is closed here.',
  'failure.tenant_unproved':
    'This organisation opens once its owner has confirmed their e-mail address.',
  'failure.scope_missing': 'This API key does not allow that.',
  'failure.step_up_needed': 'Confirm that it is you, and then do this again.',
  'failure.session_needed': 'Only somebody who is signed in can do this.',
  'failure.cross_site_request':
    'The request came from another site and was refused. Reload the page.',
  'failure.forbidden': 'Your role does not allow this. An administrator can change your role.',
  'failure.not_in_plan': 'Your plan does not have this; a larger one does.',
  'failure.not_found': 'It does not exist, or you may not see it.',
  'failure.no_tenant':
    'This address belongs to no organisation. Use your organisation’s own address.',
  'failure.unknown_tenant': 'There is no organisation at this address. Check its spelling.',
  'failure.tenant_suspended':
    'The organisation is suspended. Whoever runs AAM for you can resume it; nothing is lost.',
  'failure.malformed_request': 'The server could not read the request. Reload the page.',
  'failure.method_not_allowed': 'The server does not know this action. Reload the page.',
  'failure.conflict': 'Somebody changed this at the same time. Reload to see the latest state.',
  'failure.in_use': 'It is still in use, so it was not deleted.',
  'failure.owns_things': 'This person owns meetings. Choose who gets them.',
  'failure.last_owner': 'This is the organisation’s only owner. Make somebody else an owner first.',
  'failure.retention_over': 'This is not kept any more: its retention has ended.',
  'failure.payment_declined': 'The card was declined. Use another one.',
  'failure.payments_off': 'No card payments here.',
  'failure.mail_limit_reached': 'Too many letters have gone out. Wait a while and try again.',
  'failure.link_over':
    'This link does not work any more: it was used, replaced or withdrawn, or its time is over. Ask for a new one.',
  'failure.items_undecided':
    'Some items are not decided yet. Accept or reject each, then accept the meeting.',
  'failure.wrong_state': 'It is in another state by now, so this cannot be done.',
  'failure.override_needed':
    'The recording does not support this item. Say in a note why it is accepted all the same.',
  'failure.nothing_to_undo': 'There is nothing to undo here.',
  'failure.idempotency_in_flight': 'The same request is still being worked on. Wait a moment.',
  'failure.already_exists': 'That already exists. Choose another name.',
  'failure.precondition_failed':
    'Somebody else was faster: this is their version now. Look at it and decide again.',
  'failure.payload_too_large': 'The file is too large. Split it or export a shorter part.',
  'failure.unsupported_media_type': 'The server does not take this kind of content.',
  'failure.invalid_request':
    'Something in the input is not right. Correct what is named and try again.',
  'failure.idempotency_mismatch':
    'This request was sent before with other content. Reload the page.',
  'failure.transcript_unrecognised':
    'This file is not a transcript that we can read. Export it as VTT, SRT, DOCX, TXT or JSON and add it again.',
  'failure.transcript_empty':
    'There are no spoken words in this file. Check that it is the right one and not an empty export.',
  'failure.transcript_malformed':
    'This transcript is damaged and was not imported. Export it again and add the new file.',
  'failure.transcript_too_large':
    'This transcript is too large. Split the meeting into parts and add each as its own.',
  'failure.not_media':
    'This file is no recording. Choose one with sound or video, such as MP4, MP3 or WAV.',
  'failure.upload_incomplete': 'Parts of the file are missing. Resume the upload.',
  'failure.upload_over':
    'This upload is over: it was cancelled, refused or given up. Choose the file again.',
  'failure.unknown_scenario': 'This scenario is not in use any more. Choose another.',
  'failure.scenario_outdated':
    'This version of the scenario has patterns that take too long to check, so nothing runs under it any more. Publish a new version with simpler patterns or a smaller maxLength, or choose another scenario. Results made with it stay as they are.',
  'failure.scenario_invalid':
    'The scenario is not valid yet. Mend what is named, check it and try again.',
  'failure.version_unfit':
    'The version number does not fit what has changed. Write a higher one into pack.json.',
  'failure.regression_needed':
    'These very files have not passed their tests yet. Run the tests, then publish.',
  'failure.cost_unconfirmed':
    'This asks a paid language model. Look at the estimate and confirm the cost.',
  'failure.too_many_requests': 'Too many attempts. Wait a minute, then try again.',
  'failure.too_many_streams':
    'AAM is open in too many windows and programs at once. Close some of them.',
  'failure.upload_limit_reached':
    'The limit of uploads is reached. Let one come to its end or cancel it; the operator can raise the limit.',
  'failure.run_limit_reached':
    'The runs for today are used up; the count begins anew at midnight UTC. The operator can raise the limit.',
  'failure.spending_limit_reached':
    'The money for the language model is used up until the first of next month. The operator can raise the limit.',
  'failure.minute_limit_reached':
    'The transcribed minutes of this month are used up. The operator can raise the limit.',
  'failure.member_limit_reached':
    'There is no room for another member. Deactivate one who is not here any more; the operator can raise the limit.',
  'failure.scenario_limit_reached':
    'There is no room for another scenario. Delete a draft or deprecate one that nobody uses; the operator can raise the limit.',
  'failure.retention_limit_reached':
    'Your plan does not keep things that long. Choose a shorter time.',
  'failure.internal':
    'The server made a mistake; nothing was changed. Try again; if it repeats, report it with the request number.',
  'failure.outcome_unknown':
    'The server stopped answering while this was being saved. Reload and look whether it is there before you do it again.',
  'failure.unavailable': 'A part of the server is down just now. Try again in a minute.',
  'failure.file_unreadable': 'The browser cannot read this file. Choose it again.',
  'failure.recording_unknown':
    'This is no recording that AAM knows, or it is damaged. Save it as MP4, WebM, MP3, M4A or WAV and choose that.',
  'failure.recording_dictation':
    'This is a file of a dictation machine (DSS or DS2), which only its own program reads. Save it there as MP3 or WAV and choose that.',
  'failure.recording_protected':
    'This recording is protected against copying (DRM), so only the shop’s own player can play it. Choose an unprotected one.',
  'failure.recording_outdated':
    'AAM does not read this kind of recording (RealMedia, Monkey’s Audio, TTA, DSD). Save it as MP3, M4A or WAV and choose that.',
  'failure.neither_kind':
    'This is neither a recording nor a transcript. Taken are audio and video (MP3, M4A, WAV, MP4, WebM, MOV …) and transcripts (VTT, SRT, SBV, DOCX, TXT, JSON).',
  'failure.not_a_recording':
    'The name says recording, but there is only text inside. Choose the recording itself; a transcript needs a name that ends in .txt, .vtt or .srt.',
  'failure.recording_empty': 'The file is empty. Check that the recording was saved to the end.',
  'failure.recording_too_large':
    'The recording is larger than 2 GB, which is the most that is taken. Save it at a lower quality, only its sound, or in parts.',
  'failure.upload_gone':
    'This upload was given up, or nobody went on with it for too long. Add the file again.',
  'failure.upload_refused':
    'The storage refused a part of the file. Try again; if it repeats, check the clock of this device and tell an administrator.',
  'failure.storage_blocked':
    'The storage does not let this page send: its CORS rule lacks something, or it cannot be reached from here. Tell whoever operates AAM (“bun aam diagnose --services” says what is missing); then try again.',
  'failure.file_changed':
    'The file was changed while it was being uploaded. Give this upload up and add the file again.',
  'failure.another_file':
    'This is another file, or it was changed since. Choose the very file that the upload began with.',
  'failure.upload_twice': 'This file is being uploaded already: see the list of uploads.',
  'failure.upload_elsewhere':
    'This file is being uploaded in another tab. Wait until it is done there, or give it up there.',
  'failure.clipboard': 'The browser did not allow copying. Select the text and copy it by hand.',
} as const
