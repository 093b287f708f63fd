/** A type of accrual: its number, name and description as Ozon's directory has them, and its name in the older transactions. */
export type AccrualType = {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly service: string
}

const type = (
  id: number,
  name: string,
  description: string,
  service = `MarketplaceServiceItem${name}`,
): AccrualType => ({ id, name, description, service })

export const ACQUIRING = 1
export const COMPENSATION = 10
export const INVENTORY = 11
export const CROSS_DOCK = 12
export const PICKUP_OF_SUPPLY = 13
export const ERRORS = 14
export const DISPOSAL = 15
export const DROP_OFF = 16
export const DROP_OFF_AGENT = 17
export const EARLY_PAYMENT = 18
export const EXTERNAL_PROMOTION = 19
export const FLEXIBLE_PAYMENTS = 20
export const FULFILLMENT = 21
export const ITEM_COMPENSATION = 25
export const LAST_MILE = 29
export const PICK_UP_POINT = 30
export const LOGISTIC = 32
export const PACKAGE = 38
export const PACKING = 39
export const CLICKS = 41
export const RETURN_ACCEPTANCE = 45
export const STORAGE = 46
export const POINTS = 47
export const SUBSCRIPTION_PERCENT = 51
export const SUBSCRIPTION = 52
export const PER_ORDER = 54
export const CORRECTION = 57
export const RETURN_FLOW = 59
export const COMMISSION = 69
export const SET_OFF = 72
export const INSURANCE = 76
export const INBOUND = 77
export const DEPOSIT = 83
/** Fines for content, for prohibited and for copied goods. */
export const FORBIDDEN = [89, 90, 91] as const
export const FINE = 92
export const FINE_OF_ERRORS = 93
export const FINE_OF_DELAYS = 94
export const REVIEWS = 96
export const CONTAINER_HANDLING = 97
/** Ozon added it lately: its directory has it, lists of others do not. */
export const SMART_PRICING = 127
/** Charged before any directory has it. */
export const UNLISTED = 999

/** The directory that accrual/types answers, as captured on 2026-09-16, with later names. */
export const ACCRUAL_TYPES: readonly AccrualType[] = [
  type(1, 'Acquiring', 'Эквайринг', 'MarketplaceRedistributionOfAcquiringOperation'),
  type(2, 'BackwardShipment', 'Обратная магистраль'),
  type(3, 'BrandCommission', 'Продвижение бренда'),
  type(4, 'BrandPromotion', 'Подключение продвижения бренда'),
  type(5, 'BrandShelf', 'Брендовая полка'),
  type(6, 'Cancellation', 'Обработка отменённых и невостребованных товаров'),
  type(7, 'Charity', 'Благотворительное пожертвование'),
  type(8, 'ClaimCommission', 'Начисления по претензиям'),
  type(9, 'ClientReturn', 'Обработка возвратов'),
  type(10, 'Compensation', 'Компенсация', 'MarketplaceSellerCompensationOperation'),
  type(11, 'CorrectionCommission', 'Инвентаризация взаиморасчетов', 'OperationCorrectionSeller'),
  type(12, 'CrossDock', 'Кросс-докинг', 'MarketplaceServiceItemCrossdocking'),
  type(
    13,
    'CrossDockPickUpCourierDelivery',
    'Организация выезда курьера',
    'ItemAdvertisementForSupplierLogisticSeller',
  ),
  type(14, 'DefectRate', 'Обработка операционных ошибок продавца', 'DefectRateCancellation'),
  type(15, 'Disposal', 'Утилизация', 'MarketplaceServiceStockDisposal'),
  type(16, 'Drop-Off', 'Обработка отправления Drop-off', 'MarketplaceServiceItemDropoffSC'),
  type(17, 'Drop-Off Agent', 'Обработка отправления Drop-off партнёрами', 'MarketplaceServiceItemDropoffPVZ'),
  type(18, 'EarlyPayment', 'Досрочная выплата', 'MarketplaceServiceItemInstallment'),
  type(19, 'ExternalPromotion', 'Внешнее продвижение', 'MarketplaceServiceItemInternetSiteAdvertising'),
  type(20, 'FlexiblePayments', 'Гибкий график выплат', 'MarketplaceServiceItemFlexiblePaymentSchedule'),
  type(21, 'Fulfillment', 'Сборка заказа'),
  type(22, 'Installment', 'Рассрочка'),
  type(23, 'InternetSiteAdvertising', 'Реклама в сети Интернет на Сайте'),
  type(24, 'ItemCloning', 'Перенос карточек товаров'),
  type(25, 'ItemCompensation', 'Товарная компенсация', 'MarketplaceSellerCompensationLossOfGoodsOperation'),
  type(26, 'KazakhstanBuyerInstallment', 'Рассрочка для покупателей из Казахстана'),
  type(27, 'LabelOriginal', 'Бейдж Оригинал'),
  type(28, 'LastMile', 'Последняя миля'),
  type(
    29,
    'LastMileCourier',
    'Доставка до места выдачи',
    'MarketplaceServiceItemRedistributionLastMileCourier',
  ),
  type(30, 'LastMilePickUpPoint', 'Выдача товара', 'MarketplaceServiceItemDelivToCustomer'),
  type(31, 'LeadGeneration', 'Лидогенерация для автодилеров'),
  type(32, 'Logistic', 'Логистика', 'MarketplaceServiceItemDirectFlowLogistic'),
  type(33, 'Marketing', 'Рекламные услуги'),
  type(34, 'Marking', 'Обязательная маркировка товаров'),
  type(35, 'Moderation', 'Модерация товаров'),
  type(36, 'OrdersBooking', 'Привлечение предварительных заказов'),
  type(37, 'OzonData', 'Ozon Data'),
  type(
    38,
    'PackageCost',
    'Обеспечение материалами для упаковки товара',
    'MarketplaceServiceItemPackageMaterialsProvision',
  ),
  type(39, 'PackingFee', 'Упаковка товара партнёрами', 'MarketplaceServiceItemPackageRedistribution'),
  type(40, 'PartialReturn', 'Обработка частичного невыкупа'),
  type(41, 'PayPerClick', 'Оплата за клик', 'OperationMarketplaceCostPerClick'),
  type(42, 'Pick-Up', 'Обработка отправления Pick-up'),
  type(43, 'PickUpCourierArrangement', 'Организация выезда курьера'),
  type(44, 'PickUpCourierDelivery', 'Доставка курьером Pick-up'),
  type(
    45,
    'PickUpPointReturnAcceptance',
    'Обработка возвратов, отмен и невыкупов партнёрами',
    'MarketplaceServiceItemRedistributionReturnsPVZ',
  ),
  type(46, 'Placements', 'Размещение товаров на складах Ozon', 'OperationMarketplaceServiceStorage'),
  type(47, 'PointsForReviews', 'Баллы за отзывы', 'MarketplaceServicePremiumCashback'),
  type(48, 'PremiumCashbackIndividualPoints', 'Бонусы продавца'),
  type(49, 'PremiumCashbackPromotion', 'Услуга продвижения Premium'),
  type(50, 'PremiumMailingCommission', 'Бонусы продавца - рассылка'),
  type(
    51,
    'PremiumMembership',
    'Подписка Premium Pro (процент)',
    'MarketplaceServiceItemSubscribtionPremium',
  ),
  type(52, 'PremiumSubscription', 'Подписка Premium', 'OperationSubscriptionPremium'),
  type(53, 'PreparingToReturn', 'Подготовка товаров к возврату'),
  type(54, 'Promotion', 'Продвижение товара', 'OperationPromotionWithCostPerOrder'),
  type(55, 'PushCampaign', 'Рассылка пуш-уведомлений'),
  type(56, 'QuantProcessingDrop', 'Обработка и логистика кванта'),
  type(
    57,
    'RealizationReportCorrection',
    'Корректировка стоимости услуг',
    'MarketplaceSellerCorrectionOperation',
  ),
  type(58, 'Replenishment', 'Перемещение товаров между складами Ozon'),
  type(59, 'ReturnFlowLogistic', 'Обратная логистика', 'MarketplaceServiceItemReturnFlowLogistic'),
  type(60, 'ReturnStorageInTheWarehouse', 'Долгосрочное размещение возврата FBS'),
  type(61, 'ReviewsPin', 'Закрепление отзыва'),
  type(62, 'RfbsClientDeliveryCharge', 'Перечисление за доставку от покупателя'),
  type(63, 'RfbsDomesticAgentFee', 'Агентское вознаграждение Ozon Агрегатор realFBS'),
  type(64, 'RfbsDomesticDelivery', 'Доставка Партнёром Ozon'),
  type(65, 'RfbsEasyReturn', 'Лёгкий возврат'),
  type(66, 'RfbsGlobalAgentFee', 'Агентское вознаграждение Ozon'),
  type(67, 'RfbsGlobalDelivery', 'Услуги международной доставки'),
  type(68, 'RfbsServiceFee', 'Сервисный сбор за интеграцию с логистической платформой'),
  type(69, 'SaleCommission', 'Вознаграждение за продажу'),
  type(70, 'SaleReview', 'Приобретение отзывов на платформе'),
  type(71, 'SellerReturns', 'Вывоз товара со склада силами Ozon'),
  type(72, 'SetOff', 'Взаимозачет требований между Договорами', 'OperationSetOff'),
  type(73, 'Shipment', 'Магистраль'),
  type(74, 'StarsMembership', 'Звёздные товары'),
  type(75, 'Stencil', 'Трафареты'),
  type(76, 'StockInsurance', 'Страхование товара от массовых повреждений'),
  type(77, 'SupplyInbound', 'Обработка товара', 'OperationMarketplaceSupplyAdditional'),
  type(78, 'TemporaryPlacement', 'Краткосрочное размещение возврата FBS'),
  type(79, 'TemporaryPlacementsAgent', 'Временное размещение товара партнерами'),
  type(80, 'VideoCover', 'Генерация видеообложки'),
  type(81, 'VolumeObligationReward', 'Бонус за достижение цели продаж'),
  type(82, 'VolumeWeightCharacteristicsProcessing', 'Дополнительная обработка ОВХ'),
  type(83, 'BrandDeposit', 'Обеспечительные платежи', 'OperationSetOff'),
  type(84, 'ItemPacking', 'Дополнительная упаковка на складе Ozon'),
  type(85, 'ItemSealing', 'Пломбирование товара'),
  type(86, 'PackmanCisPacking', 'Дополнительная упаковка товара на ПВЗ в СНГ'),
  type(87, 'SocialMediaAdvertising', 'Реклама в социальных сетях'),
  type(88, 'ClickAndCollect', 'Самовывоз'),
  type(89, 'DefectFineModeration', 'Запрещённый контент', 'DefectFineCancellation'),
  type(90, 'DefectFineProhibitedGoods', 'Запрещённый товар', 'DefectFineCancellation'),
  type(
    91,
    'DefectFineCounterfeitGoods',
    'Товар с нарушением интеллектуальных прав',
    'DefectFineCancellation',
  ),
  type(92, 'DefectFineComplaint', 'Жалобы покупателей', 'DefectRateDetailed'),
  type(93, 'DefectFineErrors', 'Превышение индекса ошибок', 'DefectFineCancellation'),
  type(
    94,
    'DefectFineShipmentDelayRate',
    'Отгрузка в нерекомендованный слот',
    'DefectFineShipmentDelayRated',
  ),
  type(95, 'CustomerReviews', 'Подписка Управление отзывами'),
  type(96, 'AcceleratedReviewCollection', 'Ускоренный сбор отзывов', 'OperationPointsForReviews'),
  type(
    97,
    'PackageUnitProcessing',
    'Обработка грузоместа',
    'MarketplaceServiceProcessingIdentifiedDiscrepancies',
  ),
  type(98, 'DeliveryToHandoverPlaceByOzon', 'Доставка до места выдачи силами Ozon'),
  type(99, 'InternationalLogisticDelta', 'Международная логистика'),
  type(
    100,
    'OzonGlobalLogisticsDelivery',
    'Транспортно-экспедиционная услуга по организации международной перевозки',
  ),
  type(101, 'OversizedExtraHandling', 'Обработка нестандартного товара'),
  type(102, 'B2CTemporaryPlacement', 'Временное размещение отправления в СЦ/ПВЗ/партнёрами'),
  type(103, 'B2CDisposal', 'Утилизация отправления'),
  type(104, 'B2CInsuranceCompensation', 'Страховое возмещение'),
  type(105, 'B2CInsuranceShipping', 'Страхование отправления'),
  type(106, 'B2C Drop-Off', 'B2C Обработка отправления Drop-off'),
  type(107, 'B2C Drop-Off Agent', 'B2C Обработка отправления Drop-off партнёрами'),
  type(108, 'B2CContainerPacking', 'Обеспечение материалами для упаковки отправления'),
  type(109, 'B2CContainerPackage', 'Упаковка отправления партнёрами'),
  type(110, 'B2CCourierClientReinvoice', 'B2C Доставка до места выдачи партнёрами'),
  type(111, 'B2CDeliveryToHandoverPlaceByOzon', 'B2C Доставка до места выдачи силами Ozon'),
  type(112, 'B2CPickUpPointClientReinvoice', 'B2C Выдача товара партнёрами'),
  type(113, 'B2CPickUpPointReturnAcceptance', 'B2C Обработка возвратов, отмен и невыкупов партнёрами'),
  type(114, 'B2CLogistics', 'B2C Логистика'),
  type(115, 'B2CBackwardLogistics', 'B2C Обратная логистика'),
  type(116, 'FirstCustomerReview', 'Сбор первых отзывов'),
  type(117, 'IncreaseAssortmentLimit', 'Увеличение лимита на создание карточек товаров'),
  type(118, 'LabelBrandVerified', 'Бейдж «Бренд проверен»'),
  type(119, 'CustomerChatPoints', 'Баллы в чате с покупателем'),
  type(120, 'CourierPickUpByOzon', 'Доставка до СЦ силами Ozon'),
  type(121, 'CourierPickUpReinvoice', 'Доставка до СЦ партнёрами'),
  type(
    122,
    'RfbsGlobalIntermediaryService',
    'Услуги по заключению договора на организацию международной перевозки',
  ),
  type(
    123,
    'RfbsGlobalPlatformConnectionService',
    'Электронная услуга подключения к логистической Платформе Ozon',
  ),
  type(124, 'RfbsBuyerDelivery', 'Перечисление за доставку от покупателя'),
  type(126, 'AnalyticsPremium', ''),
  type(127, 'SmartPricing', 'Автоматическое управление ценой'),
  type(129, 'AnalyticsCorrection', ''),
  type(130, 'DisplayAdvertisingPlacement', ''),
]

const BY_ID = new Map(ACCRUAL_TYPES.map(t => [t.id, t]))

/** A type that the world uses; one that no directory has is named by its number. */
export const accrualType = (id: number): AccrualType => BY_ID.get(id) ?? type(id, `Type${id}`, '')
