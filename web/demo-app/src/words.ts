/** What does this mini-app say, in the superapp's language? */

const ru = {
  title: "Пропуска",
  hello: "Здравствуйте, {name}!",
  nobody: "Откройте приложение в супераппе.",
  failed: "Связаться с супераппом не удалось: {code}",
  order: "Пропуск для гостя",
  guest: "Кто придёт",
  day: "Когда",
  parking: "Парковка, 350 ₽",
  parkingOf: "Парковка, 350 ₽: {guest}",
  withParking: "парковка оплачена",
  paid: "Парковка оплачена.",
  canceled: "Парковка не оплачена.",
  failedPayment: "Оплата не прошла. Попробуйте ещё раз.",
  pending: "Оплата ещё не дошла. Мы сообщим, когда дойдёт.",
  pressAgain: "Заказ готов. Нажмите ещё раз, чтобы оплатить.",
  unpaid: "Оплатить не удалось: {code}",
  add: "Заказать",
  remove: "Отменить",
  removeOf: "Отменить: {guest}",
  unsaved: "Список не сохранён: {code}",
  all: "Всё, что умеет SDK",
  about: "Каждая кнопка вызывает один метод; ответ стоит ниже.",
  question: "Вопрос о пропуске: ",
};

type Words = typeof ru;

const en: Words = {
  title: "Passes",
  hello: "Hello, {name}!",
  nobody: "Open this in the superapp.",
  failed: "The superapp could not be reached: {code}",
  order: "A pass for a guest",
  guest: "Who comes",
  day: "When",
  parking: "Parking, 350 ₽",
  parkingOf: "Parking, 350 ₽: {guest}",
  withParking: "parking is paid",
  paid: "Parking is paid.",
  canceled: "Parking is not paid.",
  failedPayment: "The payment failed. Try again.",
  pending: "The payment has not arrived yet. We tell you when it has.",
  pressAgain: "The order is ready. Press once more to pay it.",
  unpaid: "It could not be paid: {code}",
  add: "Order",
  remove: "Cancel",
  removeOf: "Cancel: {guest}",
  unsaved: "The list is not kept: {code}",
  all: "Everything the SDK can do",
  about: "Each button calls one method; the answer stands below.",
  question: "About a pass: ",
};

export function wordsOf(locale: string): Words {
  return locale.startsWith("ru") ? ru : en;
}

export function filled(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
}
