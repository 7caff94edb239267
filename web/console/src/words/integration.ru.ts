/** What is said of an organisation's own systems in Russian? */

export const integrationRu = {
  "integration.tab.keys": "Ключи API",
  "integration.tab.webhooks": "Вебхуки",
  "api.keys": "Ключи API",
  "api.keys.hint":
    "С ключом ваши программы читают данные по адресам /public/v1 и загружают сборки мини-приложений. Ключ видит то, что видел его создатель в тот момент, и работает, пока его не отзовут.",
  "api.scopes": "Что можно с этим ключом",
  "api.scopes.hint": "Не больше, чем можете вы сами",
  "api.scope.lacking": "У вас самих этого права нет",
  "api.everywhere": "вся организация",
  "api.objects_one": "{{count}} объект",
  "api.objects_few": "{{count}} объекта",
  "api.objects_many": "{{count}} объектов",
  "api.objects_other": "{{count}} объекта",
  "scope.export.clients": "Читать клиентов",
  "scope.export.chats": "Читать чаты и переписку",
  "scope.export.miniapps": "Читать мини-приложения",
  "scope.export.orders": "Читать заказы",
  "scope.upload.builds": "Загружать сборки мини-приложений и отправлять их на модерацию",
} as const;
