/** What is said of subscriptions in Russian? */

export const subscriptionsRu = {
  "subscription.add": "Добавить подписку",
  "subscription.new": "Новая подписка",
  "subscription.one": "Подписка",
  "subscription.none":
    "Подписок пока нет. Подписка — это чат с вашей командой без мини-приложения: например, «Диспетчерская».",
  "subscription.name": "Название для сотрудников",
  "subscription.name.hint": "От 5 до 128 знаков; клиенты его не видят",
  "subscription.public_title": "Название для клиентов",
  "subscription.title": "Заголовок приветствия",
  "subscription.text": "Текст приветствия",
  "subscription.department": "Подразделение",
  "subscription.staff": "Сотрудники",
  "subscription.choice": "Кому из подходящих отдать чат",
  "subscription.ask_rating": "Спрашивать клиентов, как прошёл диалог",
  "subscription.answer_minutes": "Передать другому, если нет ответа, минут",
  "subscription.skip_away": "Не отдавать тем, кто на перерыве",
  "subscription.chat_on": "Чат",
  "subscription.chat_on.hint":
    "Выключенный чат не принимает новых сообщений; написанное в нём остаётся видно",
  "subscription.on": "включён",
  "subscription.off": "выключен",
  "subscription.remove": "Удалить подписку",
  "subscription.remove.title": "Удалить подписку «{{name}}»?",
  "subscription.remove.unused": "Удалить можно только ту, в которой ещё никто не писал.",
  "subscription.remove.used":
    "В ней уже есть переписка, поэтому удалить её нельзя. Чтобы новых сообщений не было, выключите в ней чат.",
  "subscription.removed": "Подписка удалена: {{name}}",
} as const;
