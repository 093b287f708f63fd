/** A type of accrual: its number, its name, our description, and its name in the older transactions. */
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
): AccrualType => ({
  id,
  name,
  description,
  service,
})

export const ACQUIRING = 1
export const INBOUND = 9
export const CROSS_DOCK = 12
export const DROP_OFF = 18
export const LAST_MILE = 29
export const LOGISTIC = 32
export const RETURN_FLOW = 38
export const RETURN_PROCESSING = 39
export const STORAGE = 46
export const CLICKS = 54
export const PER_ORDER = 53
export const SUBSCRIPTION = 60
export const COMMISSION = 69
export const CONTAINER_HANDLING = 88
export const CONTAINER_TRANSPORT = 89
export const REVIEWS = 96

/** The directory that accrual/types answers. */
export const ACCRUAL_TYPES: readonly AccrualType[] = [
  type(ACQUIRING, 'Acquiring', 'Приём оплаты от покупателя', 'MarketplaceRedistributionOfAcquiringOperation'),
  type(2, 'Packing', 'Упаковка товара'),
  type(3, 'Labeling', 'Наклейка этикеток'),
  type(4, 'Disposal', 'Уничтожение товара'),
  type(5, 'DisposalPreparation', 'Подготовка к уничтожению'),
  type(8, 'PickUp', 'Забор груза у продавца'),
  type(INBOUND, 'Inbound', 'Разгрузка поставки'),
  type(CROSS_DOCK, 'CrossDock', 'Перевозка поставки между складами', 'MarketplaceServiceItemCrossdocking'),
  type(14, 'SupplyBooking', 'Бронь места под поставку'),
  type(15, 'SupplyShortage', 'Недовоз поставки'),
  type(16, 'SupplySurplus', 'Излишек в поставке'),
  type(17, 'Photo', 'Съёмка товара'),
  type(DROP_OFF, 'DropOff', 'Приём отправления в пункте', 'MarketplaceServiceItemDropoffSC'),
  type(21, 'FulfilmentOperation', 'Сборка заказа', 'MarketplaceServiceItemFulfillment'),
  type(25, 'Express', 'Срочная доставка'),
  type(28, 'SelfPickup', 'Выдача со склада продавца'),
  type(
    LAST_MILE,
    'LastMileCourier',
    'Довоз до места выдачи',
    'MarketplaceServiceItemRedistributionLastMileCourier',
  ),
  type(31, 'Oversize', 'Надбавка за размер'),
  type(LOGISTIC, 'Logistic', 'Перевозка до покупателя', 'MarketplaceServiceItemDirectFlowLogistic'),
  type(RETURN_FLOW, 'ReturnFlow', 'Перевозка обратно', 'MarketplaceServiceItemReturnFlowLogistic'),
  type(
    RETURN_PROCESSING,
    'ReturnProcessing',
    'Приём возврата',
    'MarketplaceServiceItemRedistributionReturnsPVZ',
  ),
  type(41, 'ReturnStorage', 'Хранение возврата'),
  type(43, 'DefectSorting', 'Разбор брака'),
  type(45, 'Removal', 'Вывоз товара продавцу'),
  type(STORAGE, 'Storage', 'Размещение на складе', 'OperationMarketplaceServiceStorage'),
  type(50, 'Compensation', 'Возмещение за товар'),
  type(51, 'Decompensation', 'Отмена возмещения'),
  type(PER_ORDER, 'PayPerOrder', 'Продвижение: оплата за заказ', 'OperationPromotionWithCostPerOrder'),
  type(CLICKS, 'PayPerClick', 'Продвижение: оплата за клик', 'OperationMarketplaceCostPerClick'),
  type(57, 'Brand', 'Продвижение бренда'),
  type(59, 'Stars', 'Бонусы продавца покупателям'),
  type(SUBSCRIPTION, 'Subscription', 'Подписка продавца', 'OperationSubscriptionPremium'),
  type(64, 'EarlyPayout', 'Досрочная выплата'),
  type(COMMISSION, 'SaleCommission', 'Вознаграждение площадки за продажу'),
  type(74, 'LateShipment', 'Поздняя отгрузка'),
  type(76, 'SellerCancellation', 'Отмена по вине продавца'),
  type(80, 'Correction', 'Исправление начисления'),
  type(CONTAINER_HANDLING, 'ContainerHandling', 'Обработка грузоместа'),
  type(CONTAINER_TRANSPORT, 'ContainerTransport', 'Перевозка грузоместа'),
  type(REVIEWS, 'AcceleratedReviewCollection', 'Баллы за отзывы'),
  type(98, 'DataAccess', 'Доступ к отчётам'),
]

const BY_ID = new Map(ACCRUAL_TYPES.map(t => [t.id, t]))

/** The directory row of a type; every type the world uses is in the directory. */
export const accrualType = (id: number): AccrualType => BY_ID.get(id) as AccrualType
