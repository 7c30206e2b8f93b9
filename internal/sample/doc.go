// Package sample keeps what was so on past days: for each volume, data center, maker and for the
// contract one entry a day, in one row a month. Only the sampler writes entries, and only of what it
// has seen itself: a day without one is unknown, unless the snapshots that exist tell that it was good.
package sample
