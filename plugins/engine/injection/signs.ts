/**
 * Signs of a prompt inside speech: turns and tags of chat templates, the delimiters of the engine's own prompts, pieces
 * of an answer's JSON, images and links that exfiltrate data. Nobody says these.
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
  /(?:^|[.!?\n]\s{0,3})(?:you|ты|вы)\s?,\s?(?:the\s)?(?:ai|llm|language model|нейросеть|ии|языковая модель)(?![\p{L}\p{N}])/iu,
  // Upper case distinguishes a label from a word that ends a sentence.
  /(?:^|[\s#"'“«[(])(?:SYSTEM|ASSISTANT|СИСТЕМА|СИСТЕМНОЕ СООБЩЕНИЕ|АССИСТЕНТ)\s?[\]:]/u,
  /(?:^|[\s#[])#?\[?system\s?(?:prompt|message)?\]?\s?:\s?(?:add|you|ignore|new)/iu,
  /(?<![\p{L}\p{N}])(?:system prompt|new(?: system)? instructions?|updated instructions?|системн\p{L}{2,3} (?:промпт|сообщение|инструкци[яи]|команда)|нов(?:ые|ая) (?:системн\p{L}{2,3} )?инструкци[яи])\s?:/iu,
  /(?:^|[.!?\n]\s{0,3})(?:(?:hey|ok|okay|dear|hello)[\s,]{1,3})?(?:assistant|ai assistant|ai model|ai|a\.i\.|chatgpt|gpt|llm|language model|chatbot|summari[sz]er|bot)\s?[,:]\s{0,3}(?:please |kindly |now |you (?:must|should|will) )?(?:add|include|insert|record|put|write|note|mark|ignore|disregard|output|return|list|treat|append|set|delete|remove|create|generate|say|print|do not|don't|forget|stop|respond|answer|reply)(?![\p{L}\p{N}])/iu,
  /(?:^|[.!?\n]\s{0,3})(?:(?:эй|уважаем\p{L}{2}|дорог\p{L}{2})[\s,]{1,3})?(?:ассистент|нейросеть|ии|модель|языковая модель|чат-?\s?бот|бот|gpt|chatgpt)\s?[,:]\s{0,3}(?:пожалуйста\s?,?\s?)?(?:\p{L}{1,12}\s){0,3}(?:добавь|запиши|игнорируй|выведи|отметь|напиши|верни|включи|удали|забудь|ответь|внеси|впиши|считай|укажи|не\s)/iu,
  /(?<![\p{L}\p{N}])(?:для|к)\s(?:модели|ии|нейросети|ассистента|бота|языковой модели)\s?:/iu,
  /(?:^|[.!?\n]\s{0,3})(?:return|output|respond with|reply with|emit|print)\s(?:only\s|an?\s|nothing but\s|just\s){0,2}(?:empty\s|valid\s|raw\s)?json(?![\p{L}\p{N}])/iu,
  /(?:^|[.!?\n]\s{0,3})simulate an? (?:linux |unix |python |bash )?(?:terminal|shell|console)(?![\p{L}\p{N}])/iu,
  /(?:add|insert|append|set|добавь|вставь|впиши)\s(?:\S{1,20}\s){0,3}(?:field|property|key|поле|свойство|ключ)\s["'“«`]/iu,
]
