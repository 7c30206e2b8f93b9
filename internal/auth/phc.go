package auth

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Params are the costs of argon2id.
type Params struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// DefaultParams returns the costs that OWASP recommends: 19 MiB, two passes, one lane.
func DefaultParams() Params { return Params{MemoryKiB: 19 * 1024, Passes: 2, Lanes: 1} }

// The bounds of a stored hash, because a damaged row could otherwise demand all memory.
const (
	maxMemoryKiB = 1 << 20
	maxPasses    = 64
	minSalt      = 8
	minSum       = 16
	maxField     = 128
)

var errPHC = errors.New("not an argon2id hash")

// phc is a parsed PHC string: $argon2id$v=19$m=19456,t=2,p=1$SALT$SUM.
type phc struct {
	params    Params
	salt, sum []byte
}

func (p phc) String() string {
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
		p.params.MemoryKiB, p.params.Passes, p.params.Lanes, enc.EncodeToString(p.salt), enc.EncodeToString(p.sum))
}

func parsePHC(text string) (phc, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v=19" {
		return phc{}, errPHC
	}
	params, err := parseParams(parts[3])
	if err != nil {
		return phc{}, err
	}
	salt, err := decodeField(parts[4], minSalt)
	if err != nil {
		return phc{}, err
	}
	sum, err := decodeField(parts[5], minSum)
	if err != nil {
		return phc{}, err
	}
	return phc{params, salt, sum}, nil
}

func parseParams(text string) (Params, error) {
	parts := strings.Split(text, ",")
	if len(parts) != 3 {
		return Params{}, errPHC
	}
	memory, err1 := parseCost(parts[0], "m=", maxMemoryKiB)
	passes, err2 := parseCost(parts[1], "t=", maxPasses)
	lanes, err3 := parseCost(parts[2], "p=", math.MaxUint8)
	if err := errors.Join(err1, err2, err3); err != nil {
		return Params{}, err
	}
	return Params{MemoryKiB: memory, Passes: passes, Lanes: uint8(lanes)}, nil
}

func parseCost(text, prefix string, limit uint32) (uint32, error) {
	digits, ok := strings.CutPrefix(text, prefix)
	n, err := strconv.ParseUint(digits, 10, 32)
	if !ok || err != nil || n == 0 || n > uint64(limit) || digits[0] == '0' {
		return 0, errPHC
	}
	return uint32(n), nil
}

func decodeField(text string, least int) ([]byte, error) {
	if len(text) > maxField {
		return nil, errPHC
	}
	field, err := base64.RawStdEncoding.Strict().DecodeString(text)
	if err != nil || len(field) < least || strings.ContainsAny(text, "\r\n") {
		return nil, errPHC
	}
	return field, nil
}
