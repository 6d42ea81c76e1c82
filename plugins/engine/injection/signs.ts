/**
 * Signs of a prompt inside speech: turns and tags of chat templates, the delimiters of the engine's own
 * prompts, pieces of an answer's JSON, pictures and links that carry data out. Nobody speaks these.
 */
export const signs: readonly RegExp[] = [
  /[<‹＜[][|\s/]{0,4}(?:system|assistant|user|developer|human|instructions?|prompt|transcript|parts|im_start|im_end|im_sep|inst|s|sys|admin|override|tool_calls?|function_calls?|endoftext|eot_id|start_header_id|begin_of_text|end_of_turn|start_of_turn|important|context|untrusted|secret)\b[^\]>›＞]{0,80}[\]>›＞]/iu,
  /<<\s?\/?sys\s?>>/iu,
  /(?:^|[\s"'“«])#{2,6}\s{0,3}(?:system|instructions?|new instructions?|response|assistant|human|user|система|инструкци[яи]|новые инструкции)\b/iu,
  /(?:^|[\n.!?»"”]\s{0,3})(?:system|assistant|developer|administrator|admin|система|системное сообщение|ассистент|разработчик)\s{0,2}:\s{0,3}(?:\S{1,20}\s{1,3}){0,4}(?:you|your|ignore|add|insert|output|override|obey|instructions?|prompt|return|mark|ты|вы|игнорируй(?:те)?|добавь(?:те)?|вставь|выведи(?:те)?|верни|отметь|инструкци[яи]|запиши(?:те)?)(?![\p{L}\p{N}])/iu,
  /```\s{0,2}(?:json|system|xml|yaml|prompt)(?![\p{L}\p{N}])/iu,
  /[{,[]\s{0,4}\\?["'“”«]\s?(?:role|content|system|assistant|evidence|anchor|segment|instructions?|tool_calls?|function|decisions|action_?items|tasks|risks|open_?questions|participants|next_?meeting|commitments|summary|statement|promise|sections|items|note)\s?\\?["'“”»]\s{0,4}:/iu,
  /[-=#*_~—]{3,40}\s{0,3}(?:end|begin|start|new|system|stop|конец|начало|новые|система)\s{1,3}(?:of\s{1,3})?(?:the\s{1,3})?(?:transcript|system|instructions?|prompt|data|input|user|message|расшифровки|стенограммы|данных|инструкци[ий]|системн\p{L}{1,5}|промпта)/iu,
  /(?:^|[\n.!?]\s{0,3}|\s)[A-Z]{1,2}[>›＞]\s{0,3}\d{1,6}\s/u,
  /(?:^|[\n.!?»"”]\s{0,3})\[\d{1,6}\]\s{0,3}\p{Lu}[\p{L}' ]{0,40}:/u,
  /!\[[^\]]{0,200}\]\(/u,
  /\]\(\s{0,3}(?:javascript|data|vbscript):/iu,
  /\]\(\s{0,3}https?:\/\/[^)\s]{1,300}(?:[?&][a-z_]{1,20}=\s{0,2}(?:[{<[$%]|\.\.\.|[A-Z_]{4,})|\{\{)/iu,
  /<\s{0,3}(?:img|script|iframe|svg|object|embed)\b[^>]{0,200}(?:src|href|on[a-z]{3,20}|>)/iu,
]
