package inventory

// The sizes of the notes on which triples of bytes occur where.
const (
	trigramBits    = 10
	trigramBuckets = 1 << trigramBits
	trigramBytes   = 3
)

// trigramBlock notes of 64 things which triples of bytes occur in their texts: a bit for each
// thing, in buckets that several triples share. What is not noted does not occur; what is, may.
type trigramBlock [trigramBuckets]uint64

// trigramIndex are the notes on all things of a text index. Without them, a text that nobody has searched
// before is looked for in every byte of it, which is ten times slower.
type trigramIndex []trigramBlock

func newTrigramIndex(n int) trigramIndex { return make(trigramIndex, (n+63)/64) }

// bucketOf tells where the triple of bytes at the beginning of a text is noted.
func bucketOf(text string) uint32 {
	triple := uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16
	return triple * 0x9e3779b1 >> (32 - trigramBits) // multiplied by 2³² over the golden ratio, so that like triples lie apart
}

// add notes the text of the thing at a place.
func (g trigramIndex) add(pos int, text string) {
	block, bit := &g[pos/64], uint64(1)<<(pos%64)
	for i := 0; i+trigramBytes <= len(text); i++ {
		block[bucketOf(text[i:])] |= bit
	}
}

// candidates tells of 64 things, as bits, which may hold a text of at least three bytes.
func (g trigramIndex) candidates(block int, text string) uint64 {
	may := ^uint64(0)
	for i := 0; i+trigramBytes <= len(text) && may != 0; i++ {
		may &= g[block][bucketOf(text[i:])]
	}
	return may
}
