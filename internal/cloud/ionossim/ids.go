package ionossim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/google/uuid"
)

// digest hashes the seed with words into 32 reproducible bytes.
func digest(seed int64, words ...string) [32]byte {
	h := sha256.New()
	h.Write([]byte(strconv.FormatInt(seed, 10)))
	for _, w := range words {
		h.Write([]byte{0})
		h.Write([]byte(w))
	}
	return [32]byte(h.Sum(nil))
}

// uuidOf derives a UUID (formatted as version 4) from words.
func uuidOf(seed int64, words ...string) string {
	sum := digest(seed, words...)
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// hexOf derives 32 hexadecimal digits from words.
func hexOf(seed int64, words ...string) string {
	sum := digest(seed, words...)
	return hex.EncodeToString(sum[:16])
}

// shareOf derives a number in [0,1) from words.
func shareOf(seed int64, words ...string) float64 {
	sum := digest(seed, words...)
	return float64(uint32(sum[0])<<16|uint32(sum[1])<<8|uint32(sum[2])) / (1 << 24)
}

func (w *state) newID() string {
	w.Serial++
	return uuidOf(w.Seed, "id", strconv.FormatUint(w.Serial, 10))
}

// newContent returns a unique content fingerprint.
func (w *state) newContent() string {
	w.Serial++
	return "content-" + hexOf(w.Seed, "content", strconv.FormatUint(w.Serial, 10))
}

func contractNumberOf(seed int64) int64 {
	return 31_000_000 + int64(shareOf(seed, "contract")*999_999)
}

// userID derives a user's UUID from the e-mail address.
func userID(name string) string {
	if name == systemUser {
		return "[UNKNOWN]"
	}
	return uuidOf(0, "user", name)
}

func etagOf(id string, revision int) string {
	return hexOf(0, "etag", id, fmt.Sprint(revision))
}
