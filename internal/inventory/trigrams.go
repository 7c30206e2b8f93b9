package inventory

// The sizes of the notes on which triples of bytes occur where.
const (
	gramBits    = 10
	gramBuckets = 1 << gramBits
	gramBytes   = 3
)

// gramBlock notes of 64 things which triples of bytes occur in their texts: a bit for each
// thing, in buckets that several triples share. What is not noted does not occur; what is, may.
type gramBlock [gramBuckets]uint64

// grams are the notes on all things of a haystack. Without them, a text that nobody has searched
// before is looked for in every byte of it, which is ten times slower.
type grams []gramBlock

func newGrams(n int) grams { return make(grams, (n+63)/64) }

// bucketOf tells where the triple of bytes at the beginning of a text is noted.
func bucketOf(text string) uint32 {
	triple := uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16
	return triple * 0x9e3779b1 >> (32 - gramBits) // multiplied by 2³² over the golden ratio, so that like triples lie apart
}

// note notes the text of the thing at a place.
func (g grams) note(place int, text string) {
	block, bit := &g[place/64], uint64(1)<<(place%64)
	for i := 0; i+gramBytes <= len(text); i++ {
		block[bucketOf(text[i:])] |= bit
	}
}

// may tells of 64 things, as bits, which may hold a text of at least three bytes.
func (g grams) may(block int, text string) uint64 {
	may := ^uint64(0)
	for i := 0; i+gramBytes <= len(text) && may != 0; i++ {
		may &= g[block][bucketOf(text[i:])]
	}
	return may
}
