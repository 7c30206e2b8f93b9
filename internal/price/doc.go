// Package price computes the costs of snapshots from the operator's prices: per GB and 30 days in each
// location. IONOS publishes no machine-readable price. Amounts are exact: rounding happens only when they are
// shown.
package price
