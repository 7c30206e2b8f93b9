package inventory

import "snapdeck/internal/price"

// maxCachedQueries is how many queries a view remembers with their matches, so that paging and repeated queries are cheap:
// without them a page of volumes is a tenth as fast. Each takes four bytes per match.
const maxCachedQueries = 16

// queryMatch holds the positions that match a query in its order, with their total size and cost.
type queryMatch struct {
	positions []int32
	gb        float64
	unsized   int
	cost      price.Sum
}
