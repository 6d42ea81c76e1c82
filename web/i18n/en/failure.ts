export const failure = {
  'failure.request': 'Request',
  'failure.detail': 'Details',
  'failure.unexpected':
    'Something unexpected happened in the browser. Reload the page; if it happens again, report it.',
  'failure.offline': 'The server cannot be reached. Check your connection and try again.',
  'failure.unauthenticated': 'You are no longer signed in. Sign in again.',
  'failure.session_ended': 'Your session has ended. Sign in again.',
  'failure.wrong_credentials':
    'The email or password is incorrect. Check both; an administrator can give you a new password.',
  'failure.wrong_proof': 'This does not match. Try again.',
  'failure.sign_in_over': 'This sign-in has expired. Start again with your password.',
  'failure.second_factor_needed': 'Set up a second factor first.',
  'failure.insecure_transport':
    'This address is not encrypted, so others could read your password on the way. Open it with https.',
  'failure.key_limit_reached':
    'You have reached the limit of API keys. Revoke one that is not used, or ask your AAM operator.',
  'failure.sign_up_closed': 'Sign-up is closed here.',
  'failure.tenant_unproved':
    'This organisation opens once its owner has confirmed their email address.',
  'failure.scope_missing': 'This API key does not allow this.',
  'failure.step_up_needed': 'Confirm that it is you, then try again.',
  'failure.session_needed': 'You must be signed in to do this.',
  'failure.cross_site_request':
    'The request came from another site and was rejected. Reload the page.',
  'failure.forbidden': 'Your role does not allow this. An administrator can change your role.',
  'failure.not_in_plan': 'Your plan does not include this; a larger one does.',
  'failure.not_found': 'This does not exist, or you do not have access to it.',
  'failure.no_tenant': 'No organisation uses this address. Use your organisation’s own address.',
  'failure.unknown_tenant': 'There is no organisation at this address. Check the spelling.',
  'failure.tenant_suspended':
    'The organisation is suspended. Your AAM operator can lift the suspension; nothing is lost.',
  'failure.malformed_request': 'The server could not read the request. Reload the page.',
  'failure.method_not_allowed': 'The server does not know this action. Reload the page.',
  'failure.conflict': 'Someone changed this at the same time. Reload to see the latest version.',
  'failure.in_use': 'It is still in use, so it was not deleted.',
  'failure.owns_things': 'This member owns meetings. Choose who gets them.',
  'failure.last_owner': 'This is the organisation’s only owner. Make someone else an owner first.',
  'failure.retention_over': 'This is no longer kept: its retention period has ended.',
  'failure.payment_declined': 'The card was declined. Use another one.',
  'failure.payments_off': 'Card payments are not available here.',
  'failure.mail_limit_reached': 'Too many emails have been sent. Wait a while and try again.',
  'failure.link_over':
    'This link no longer works: it was used, replaced or withdrawn, or it has expired. Ask for a new one.',
  'failure.items_undecided':
    'Some items are not reviewed yet. Accept or reject each one, then accept the meeting.',
  'failure.wrong_state': 'The status has changed in the meantime, so this is no longer possible.',
  'failure.override_needed':
    'The recording does not support this item. Explain in a note why you accept it anyway.',
  'failure.nothing_to_undo': 'There is nothing to undo here.',
  'failure.idempotency_in_flight': 'The same request is still being processed. Wait a moment.',
  'failure.already_exists': 'This already exists. Choose another name.',
  'failure.precondition_failed':
    'Someone else saved first: this is their version. Check it and decide again.',
  'failure.payload_too_large': 'The file is too large. Split it or export a shorter part.',
  'failure.unsupported_media_type': 'The server does not accept this type of content.',
  'failure.invalid_request':
    'Something in the input is not valid. Correct what is listed and try again.',
  'failure.idempotency_mismatch':
    'This request was already sent with different content. Reload the page.',
  'failure.transcript_unrecognised':
    'AAM cannot read this file as a transcript. Export it as VTT, SRT, DOCX, TXT or JSON and add it again.',
  'failure.transcript_empty':
    'This file contains no spoken words. Check that it is the right one and not an empty export.',
  'failure.transcript_malformed':
    'This transcript is damaged and was not imported. Export it again and add the new file.',
  'failure.transcript_too_large':
    'This transcript is too large. Split the meeting into parts and add each one separately.',
  'failure.not_media':
    'This file is not an audio or video recording. Choose one such as MP4, MP3 or WAV.',
  'failure.upload_incomplete': 'Parts of the file are missing. Resume the upload.',
  'failure.upload_over':
    'This upload has ended: it was discarded, rejected or has expired. Choose the file again.',
  'failure.unknown_scenario': 'This scenario is no longer in use. Choose another.',
  'failure.scenario_outdated':
    'This version of the scenario has patterns that take too long to check, so it can no longer run. Publish a new version with simpler patterns or a smaller maxLength, or choose another scenario. Existing results stay as they are.',
  'failure.scenario_invalid':
    'The scenario is not valid yet. Fix what is listed, check it and try again.',
  'failure.version_unfit':
    'The version number does not match the changes. Enter a higher one in pack.json.',
  'failure.regression_needed':
    'These exact files have not passed their tests yet. Run the tests, then publish.',
  'failure.cost_unconfirmed':
    'This uses a paid language model. Check the estimate and confirm the cost.',
  'failure.too_many_requests': 'Too many attempts. Wait a minute, then try again.',
  'failure.too_many_streams':
    'AAM is open in too many windows and programs at once. Close some of them.',
  'failure.upload_limit_reached':
    'You have reached the limit of uploads. Let one finish or discard it; your AAM operator can raise the limit.',
  'failure.run_limit_reached':
    'Today’s runs are used up; the count resets at midnight UTC. Your AAM operator can raise the limit.',
  'failure.spending_limit_reached':
    'The language model budget is used up until the first of next month. Your AAM operator can raise the limit.',
  'failure.minute_limit_reached':
    'This month’s transcription minutes are used up. Your AAM operator can raise the limit.',
  'failure.member_limit_reached':
    'You have reached the limit of members. Deactivate one who has left; your AAM operator can raise the limit.',
  'failure.scenario_limit_reached':
    'You have reached the limit of scenarios. Delete a draft or deprecate an unused scenario; your AAM operator can raise the limit.',
  'failure.retention_limit_reached':
    'Your plan does not keep data that long. Choose a shorter time.',
  'failure.internal':
    'A server error occurred; nothing was changed. Try again; if it happens again, report it with the request number.',
  'failure.outcome_unknown':
    'The server stopped responding while this was being saved. Reload and check whether it was saved before you try again.',
  'failure.unavailable': 'Part of the server is unavailable right now. Try again in a minute.',
  'failure.file_unreadable': 'The browser cannot read this file. Choose it again.',
  'failure.recording_unknown':
    'AAM does not recognise this as a recording, or it is damaged. Save it as MP4, WebM, MP3, M4A or WAV and choose that.',
  'failure.recording_dictation':
    'This is a dictation file (DSS or DS2), which only its own program can read. Save it there as MP3 or WAV and choose that.',
  'failure.recording_protected':
    'This recording is copy-protected (DRM), so only the seller’s own player can play it. Choose an unprotected one.',
  'failure.recording_outdated':
    'AAM cannot read this format (RealMedia, Monkey’s Audio, TTA, DSD). Save the recording as MP3, M4A or WAV and choose that.',
  'failure.neither_kind':
    'This is neither a recording nor a transcript. AAM accepts audio and video (MP3, M4A, WAV, MP4, WebM, MOV …) and transcripts (VTT, SRT, SBV, DOCX, TXT, JSON).',
  'failure.not_a_recording':
    'The file name suggests a recording, but the file contains only text. Choose the recording itself; a transcript needs a name that ends in .txt, .vtt or .srt.',
  'failure.recording_empty': 'The file is empty. Check that the recording was saved completely.',
  'failure.recording_too_large':
    'The recording is larger than the limit of 2 GB. Save it at a lower quality, as audio only, or in parts.',
  'failure.upload_gone':
    'This upload was discarded, or it expired because no one resumed it. Add the file again.',
  'failure.upload_refused':
    'Storage rejected part of the file. Try again; if it happens again, check this device’s clock and tell an administrator.',
  'failure.storage_blocked':
    'Storage does not accept uploads from this page: its CORS rule is incomplete, or it cannot be reached from here. Tell your AAM operator (“bun aam diagnose --services” says what is missing); then try again.',
  'failure.file_changed':
    'The file changed while it was being uploaded. Discard this upload and add the file again.',
  'failure.another_file':
    'This is a different file, or it has changed since. Choose the exact file that the upload started with.',
  'failure.upload_twice': 'This file is already being uploaded: see the list of uploads.',
  'failure.upload_elsewhere':
    'This file is being uploaded in another tab. Wait until it is done there, or discard it there.',
  'failure.clipboard': 'The browser did not allow copying. Select the text and copy it by hand.',
} as const
