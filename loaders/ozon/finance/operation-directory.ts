import type { Allocation, ChargeGroup } from '#contract/charges.ts'
import type { ChargeEntry } from '../../core/declare/charges.ts'

type Names = readonly string[]
/** Names that were seen in answers only, without a document that says what they are. */
const UNDOCUMENTED = true

const all = (
  group: ChargeGroup,
  allocation: Allocation,
  names: Names,
  disputed = false,
): readonly ChargeEntry[] => names.map(type => ({ type, group, allocation, disputed }))

/**
 * Services and operations of `/v3/finance/transaction/list`, which by-day replaced, by their exact names. Operations that carry a sale are not here: their
 * money is in the parts. Names with a document are from Ozon's OpenAPI.
 */
export const OPERATION_TYPES: readonly ChargeEntry[] = [
  ...all('acquiring', 'row', ['MarketplaceRedistributionOfAcquiringOperation']),
  ...all('delivery', 'row', [
    'MarketplaceDeliveryCostItem',
    'MarketplaceServiceDCFlowTrans',
    'MarketplaceServiceItemDelivToCustomer',
    'MarketplaceServiceItemDeliveryKGT',
    'MarketplaceServiceItemDirectFlowLogistic',
    'MarketplaceServiceItemDirectFlowLogisticDC',
    'MarketplaceServiceItemDirectFlowLogisticSum',
    'MarketplaceServiceItemDirectFlowLogisticVDC',
    'MarketplaceServiceItemDirectFlowTrans',
    'MarketplaceServiceItemDropoff',
    'MarketplaceServiceItemDropoffFF',
    'MarketplaceServiceItemDropoffPPZ',
    'MarketplaceServiceItemDropoffPVZ',
    'MarketplaceServiceItemDropoffSC',
    'MarketplaceServiceItemFulfillment',
    'MarketplaceServiceItemPickup',
    // What the buyer paid for delivery, passed on to the seller and taken back.
    'MarketplaceSellerReexposureDeliveryReturnOperation',
    'MarketplaceSellerShippingCompensationReturnOperation',
    'ReturnAgentOperationRFBS',
  ]),
  ...all('delivery', 'row', ['MarketplaceServiceItemRedistributionLastMileCourier'], UNDOCUMENTED),
  ...all('returns', 'row', [
    'MarketplaceNotDeliveredCostItem',
    'MarketplaceReturnAfterDeliveryCostItem',
    'MarketplaceServiceItemRedistributionReturnsPVZ',
    'MarketplaceServiceItemReturnAfterDelivToCustomer',
    'MarketplaceServiceItemReturnFlowLogistic',
    'MarketplaceServiceItemReturnFlowTrans',
    'MarketplaceServiceItemReturnFromStock',
    'MarketplaceServiceItemReturnNotDelivToCustomer',
    'MarketplaceServiceItemReturnPartGoodsCustomer',
    'OperationItemReturn',
    'OperationReturnGoodsFBSofRMS',
  ]),
  ...all('returns', 'row', ['OperationItemReturnFBO', 'SellerReturnsDeliveryToPickupPoint'], UNDOCUMENTED),
  ...all('commission', 'row', [
    'MarketplaceAgencyFeeAggregator3PLGlobalItem',
    'OperationMarketplaceAgencyFeeAggregator3PLGlobal',
  ]),
  ...all('supply', 'volume', [
    'ItemAdvertisementForSupplierLogistic',
    'ItemAdvertisementForSupplierLogisticSeller',
    'MarketplaceServiceItemMarkingItems',
    'MarketplaceServiceProcessingIdentifiedDiscrepancies',
    'MarketplaceServiceProcessingIdentifiedSurplus',
    'MarketplaceServiceProcessingSpoilage',
    'OperationMarketplaceCrossDockServiceWriteOff',
  ]),
  ...all(
    'supply',
    'volume',
    [
      'MarketplaceServiceItemCrossdocking',
      'MarketplaceServiceItemPackageMaterialsProvision',
      'MarketplaceServiceItemPackageRedistribution',
      'OperationMarketplacePackageMaterialsProvision',
      'OperationMarketplacePackageRedistribution',
      'OperationMarketplaceServiceSupplyInboundCargoShortage',
      'OperationMarketplaceServiceSupplyInboundSupplyShortage',
      'OperationMarketplaceSupplyAdditional',
      'OperationMarketplaceSupplyExpirationDateProcessing',
    ],
    UNDOCUMENTED,
  ),
  ...all('storage', 'storage', [
    'MarketplaceReturnStorageServiceAtThePickupPointFbsItem',
    'MarketplaceReturnStorageServiceInTheWarehouseFbsItem',
    'OperationMarketplaceServiceStorage',
  ]),
  ...all('storage', 'storage', ['OperationMarketplaceItemTemporaryStorageRedistribution'], UNDOCUMENTED),
  ...all('disposal', 'storage', [
    'MarketplaceReturnDisposalServiceFbsItem',
    'MarketplaceServiceStockDisposal',
  ]),
  ...all('disposal', 'storage', ['DisposalReasonDamagedPackaging'], UNDOCUMENTED),
  ...all('ads', 'ads', [
    'MarketplaceMarketingActionCostItem',
    'MarketplaceMarketingActionCostOperation',
    'MarketplaceSaleReviewsItem',
    'MarketplaceSaleReviewsOperation',
    'MarketplaceServiceBrandCommission',
    'MarketplaceServiceBrandPromotion',
    'MarketplaceServiceItemElectronicServiceStencil',
    'MarketplaceServiceItemElectronicServicesBrandShelf',
    'MarketplaceServiceItemElectronicServicesPromotionInSearch',
    'MarketplaceServiceItemMarketingServices',
    'OperationElectronicServiceStencil',
    'OperationElectronicServicesPromotionInSearch',
    'OperationMarketplaceServiceItemElectronicServicesBrandShelf',
  ]),
  ...all('ads', 'revenue', [
    'MarketplaceServicePremiumCashback',
    'MarketplaceServicePremiumCashbackIndividualPoints',
    'MarketplaceServicePremiumPromotion',
    'OperationMarketplaceServicePremiumCashback',
  ]),
  ...all(
    'ads',
    'ads',
    [
      'OperationMarketPlaceItemPinReview',
      'OperationMarketplaceCostPerClick',
      'OperationPromotionWithCostPerOrder',
    ],
    UNDOCUMENTED,
  ),
  ...all('ads', 'revenue', ['OperationPointsForReviews'], UNDOCUMENTED),
  ...all('ads_ext', 'ads', ['MarketplaceServiceItemInternetSiteAdvertising']),
  ...all('subscription', 'none', [
    'MarketplaceServiceItemSubscribtionPremium',
    'OperationSubscriptionPremium',
  ]),
  // Public sources count it as a subscription or as promotion.
  ...all('subscription', 'revenue', ['ItemAgentServiceStarsMembership'], UNDOCUMENTED),
  ...all('payout_service', 'revenue', [
    'MarketplaceServiceItemFlexiblePaymentSchedule',
    'MarketplaceServiceItemInstallment',
  ]),
  ...all('other', 'none', [
    'MarketplaceServiceItemOtherElectronicServices',
    'MarketplaceServiceItemTechnicalServicesAndOtherServices',
  ]),
  ...all(
    'fine',
    'none',
    [
      'DefectFineCancellation',
      'DefectFineShipmentDelay',
      'DefectFineShipmentDelayRated',
      'DefectRateCancellation',
      'DefectRateDetailed',
      'OperationSellerReturnsCargoAssortmentInvalid',
    ],
    UNDOCUMENTED,
  ),
  ...all('compensation', 'none', [
    'MarketplaceSellerCompensationLossOfGoodsOperation',
    'MarketplaceSellerCompensationOperation',
    'OperationClaim',
    'OperationDefectiveWriteOff',
    'OperationLackWriteOff',
    'OperationMarketplaceWithHoldingForUndeliverableGoods',
  ]),
  ...all('compensation', 'none', ['AccrualInternalClaim'], UNDOCUMENTED),
  ...all('correction', 'none', ['MarketplaceSellerCorrectionOperation', 'OperationCorrectionSeller']),
  ...all('cash_only', 'none', ['OperationSetOff']),
]

/** Operations with a sale or its return. */
const SALES: Names = [
  'ClientReturnAgent',
  'ClientReturnAgentFBS',
  'ClientReturnAgentOperation',
  'OperationAgentDeliveredToCustomer',
  'OperationAgentDeliveredToCustomerCanceled',
  'OperationAgentStornoDeliveredToCustomer',
]
const KNOWN: ReadonlySet<string> = new Set([...SALES, ...OPERATION_TYPES.map(({ type }) => type)])
export const isKnownOperation = (type: string | null): boolean => KNOWN.has(type ?? '')
