/** What do the card of a chat say in Russian? */

export const cardRu = {
  "dialogs.title": "История диалогов",
  "dialogs.none": "Диалогов ещё не было.",
  "dialogs.open": "Идёт сейчас",
  "dialogs.solved": "Вопрос решён",
  "dialogs.no_answer": "Клиент не ответил",
  "dialogs.timeout": "Закончилось время: тему не выбрали",
  "client.tester": "тестировщик",
  "client.premises": "Помещения",
  "client.chats": "Все чаты этого клиента",
  "transcript.title": "Скачать переписку",
  "transcript.text": "Текст",
  "transcript.html": "Страница",
} as const;
