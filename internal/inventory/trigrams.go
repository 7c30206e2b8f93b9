package inventory

// The sizes of a trigram block.
const (
	trigramBits    = 10
	trigramBuckets = 1 << trigramBits
	trigramBytes   = 3
)

// trigramBlock records which trigrams occur in the texts of 64 items: a bit per item, in buckets that several
// trigrams share. It has false positives, but no false negatives.
type trigramBlock [trigramBuckets]uint64

// trigramIndex holds the trigrams of all items of a text index. Without it, the first search for a text is ten
// times slower.
type trigramIndex []trigramBlock

func newTrigramIndex(n int) trigramIndex { return make(trigramIndex, (n+63)/64) }

// bucketOf returns the bucket of the first trigram of a text.
func bucketOf(text string) uint32 {
	triple := uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16
	return triple * 0x9e3779b1 >> (32 - trigramBits) // Fibonacci hashing (2³² over the golden ratio) spreads similar trigrams
}

// add records the text of the item at a position.
func (g trigramIndex) add(pos int, text string) {
	block, bit := &g[pos/64], uint64(1)<<(pos%64)
	for i := 0; i+trigramBytes <= len(text); i++ {
		block[bucketOf(text[i:])] |= bit
	}
}

// candidates returns the items of a block, as bits, that may contain a text of at least three bytes.
func (g trigramIndex) candidates(block int, text string) uint64 {
	may := ^uint64(0)
	for i := 0; i+trigramBytes <= len(text) && may != 0; i++ {
		may &= g[block][bucketOf(text[i:])]
	}
	return may
}
