/** Type numbers of the accrual directory seen in real responses (ozon.md 5 step 4b). */
const BY_TYPE: Readonly<Record<number, string>> = {
  1: 'Acquiring',
  12: 'Logistics',
  29: 'Logistics',
  32: 'Logistics',
  69: 'Commission',
  96: 'Marketing',
}

/** A sale is revenue and a reversed sale is a refund, whichever method reports it. */
export const saleCategory = (sale: number): string | null =>
  sale > 0 ? 'Revenue' : sale < 0 ? 'Refund' : null

/** The category of an accrual by its type number only; `nameCategory` also uses the directory. */
export const typeCategory = (type: number): string => BY_TYPE[type] ?? 'Other'

// Order matters: `ReturnStorage` is storage, `AcquiringReturn` is acquiring.
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/acquiring/i, 'Acquiring'],
  [/commission/i, 'Commission'],
  [/compensation|claim/i, 'Compensation'],
  [/defect|penalty|fine|shortage|surplus/i, 'Penalty'],
  [/storage|placement|disposal/i, 'Storage'],
  [/promo|advert|click|review|brand|marketing|premium|stencil|pin|payper/i, 'Marketing'],
  [
    /logistic|lastmile|courier|delivery|crossdock|drop|flow|pickup|redistribution|inbound|supply|transport|return/i,
    'Logistics',
  ],
]

/** The category of an accrual type by its English name; `Other` if no rule matches. */
export const nameCategory = (type: number, name: string): string =>
  BY_TYPE[type] ?? BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? 'Other'

/** Categories of transaction/list operations without a price; sales and refunds are told apart by the sign, as in by-day. */
const BY_OPERATION: Readonly<Record<string, readonly string[]>> = {
  Revenue: ['OperationAgentDeliveredToCustomer', 'OperationAgentDeliveredToCustomerCanceled'],
  Refund: ['ClientReturnAgent', 'ClientReturnAgentOperation', 'ClientReturnAgentFBS'],
  Logistics: [
    'OperationItemReturn',
    'OperationItemReturnFBO',
    'OperationReturnGoodsFBSofRMS',
    'MarketplaceServiceItemCrossdocking',
    'OperationAgentStornoDeliveredToCustomer',
    'OperationMarketplaceCrossDockServiceWriteOff',
    'OperationMarketplaceSupplyAdditional',
    'OperationMarketplaceSupplyExpirationDateProcessing',
    'OperationMarketplaceServiceSupplyInboundCargoShortage',
    'OperationMarketplaceServiceSupplyInboundSupplyShortage',
    'OperationMarketplacePackageMaterialsProvision',
    'OperationMarketplacePackageRedistribution',
    'MarketplaceServiceItemDirectFlowLogistic',
    'MarketplaceServiceItemDelivToCustomer',
    'MarketplaceServiceItemDropoff',
    'SellerReturnsDeliveryToPickupPoint',
  ],
  Marketing: [
    'OperationMarketplaceCostPerClick',
    'OperationPromotionWithCostPerOrder',
    'OperationMarketPlaceItemPinReview',
    'OperationPointsForReviews',
    'MarketplaceSaleReviewsOperation',
    'ServiceAdvertising',
  ],
  Storage: ['OperationMarketplaceServiceStorage', 'OperationMarketplaceItemTemporaryStorageRedistribution'],
  Penalty: [
    'DefectRateDetailed',
    'DefectRateCancellation',
    'DefectFineShipmentDelay',
    'DefectFineShipmentDelayRated',
    'DefectFineCancellation',
    'OperationSellerReturnsCargoAssortmentInvalid',
    'DisposalReasonDamagedPackaging',
  ],
  Acquiring: ['MarketplaceRedistributionOfAcquiringOperation'],
  Compensation: ['AccrualInternalClaim', 'MarketplaceSellerCompensationOperation'],
}
const OPERATIONS = new Map(
  Object.entries(BY_OPERATION).flatMap(([category, types]) => types.map(type => [type, category] as const)),
)

/** The category of a transaction/list operation; null for an unknown type. */
export const operationCategory = (type: string | null): string | null => OPERATIONS.get(type ?? '') ?? null
