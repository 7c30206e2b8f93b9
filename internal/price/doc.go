// Package price knows what snapshots cost: a price for a GB and 30 days in each location,
// as the operator sets it. There is no public figure. Amounts are exact: nothing is rounded
// before it is shown.
package price
