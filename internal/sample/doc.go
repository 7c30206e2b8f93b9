// Package sample stores one sample a day for each volume, data center, creator and the contract, in one row a
// month. Only the sampler writes samples, and only of data that it has read itself: a day without a sample is
// unknown, unless existing snapshots prove that the volume was protected.
package sample
