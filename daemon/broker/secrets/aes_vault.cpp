// SPDX-License-Identifier: MIT
#include "broker/secrets/aes_vault.hpp"

#include "core/wipe.hpp"

#include <cerrno>
#include <system_error>

#include <nettle/gcm.h>
#include <nettle/memops.h>
#include <sys/random.h>

namespace transferd::broker {

namespace {

// A sealed secret is: format, nonce, as many bytes as the secret has, tag.
constexpr char format = 1;
constexpr std::size_t nonce_size = GCM_IV_SIZE;
constexpr std::size_t tag_size = GCM_DIGEST_SIZE;
constexpr std::size_t before = 1 + nonce_size;

std::uint8_t* bytes(std::string& text, std::size_t from = 0) {
    return reinterpret_cast<std::uint8_t*>(text.data() + from);
}
const std::uint8_t* bytes(std::string_view text, std::size_t from = 0) {
    return reinterpret_cast<const std::uint8_t*>(text.data() + from);
}

void append(std::string& text, std::uint64_t number) {
    constexpr unsigned bits = 8;
    for (unsigned i = 0; i < sizeof number; ++i)
        text += static_cast<char>(static_cast<std::uint8_t>(number >> (i * bits)));
}

/// Numbers of fixed width before the text: no two places have the same.
std::string associated(const core::SecretPlace& place) {
    std::string data{"transferd secret"};
    append(data, place.job.value);
    append(data, place.owner.value);
    return data.append(place.field);
}

/// A cipher that has the nonce of `sealed` and the place.
class Cipher {
  public:
    Cipher(const Key& key, std::string_view sealed, const core::SecretPlace& place) {
        gcm_aes256_set_key(&state_, key.bytes.data());
        gcm_aes256_set_iv(&state_, nonce_size, bytes(sealed, 1));
        const auto with_it = associated(place);
        gcm_aes256_update(&state_, with_it.size(), bytes(std::string_view{with_it}));
    }
    Cipher(const Cipher&) = delete;
    Cipher& operator=(const Cipher&) = delete;
    ~Cipher() { core::wipe(reinterpret_cast<char*>(&state_), sizeof state_); }

    gcm_aes256_ctx* get() { return &state_; }

  private:
    gcm_aes256_ctx state_{};
};

}  // namespace

AesVault::AesVault(const FoundKey& key) {
    if (const auto* why = std::get_if<std::string>(&key))
        closed_ = *why;
    else
        key_ = std::get<Key>(key);
}

std::string AesVault::seal(const core::SecretPlace& place, std::string_view plain) {
    std::string sealed(before + plain.size() + tag_size, format);
    if (::getrandom(bytes(sealed, 1), nonce_size, 0) != static_cast<ssize_t>(nonce_size))
        throw std::system_error{errno, std::generic_category(), "make a nonce"};
    Cipher cipher{key_, sealed, place};
    gcm_aes256_encrypt(cipher.get(), plain.size(), bytes(sealed, before), bytes(plain));
    gcm_aes256_digest(cipher.get(), tag_size, bytes(sealed, before + plain.size()));
    return sealed;
}

std::optional<std::string> AesVault::open(const core::SecretPlace& place,
                                          std::string_view sealed) const {
    if (!closed_.empty() || sealed.size() < before + tag_size || sealed.front() != format)
        return std::nullopt;
    std::string plain(sealed.size() - before - tag_size, '\0');
    std::string tag(tag_size, '\0');
    Cipher cipher{key_, sealed, place};
    gcm_aes256_decrypt(cipher.get(), plain.size(), bytes(plain), bytes(sealed, before));
    gcm_aes256_digest(cipher.get(), tag_size, bytes(tag));
    if (memeql_sec(tag.data(), sealed.data() + before + plain.size(), tag_size) == 1) return plain;
    core::wipe(plain);
    return std::nullopt;
}

}  // namespace transferd::broker
