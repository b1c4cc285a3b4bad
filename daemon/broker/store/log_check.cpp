// SPDX-License-Identifier: MIT
// The format: https://www.sqlite.org/fileformat2.html#walformat
#include "broker/store/log_check.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

namespace transferd::broker {

namespace {

using Bytes = std::span<const unsigned char>;

constexpr std::size_t header_size = 32;
constexpr std::size_t frame_header_size = 24;
constexpr std::size_t page_size = 4096;
constexpr std::uint32_t magic = 0x377f0682;  // its lowest bit: the words of checksums, big endian

std::uint32_t big_endian(Bytes bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8U | bytes[at + i];
    return value;
}

std::uint32_t little_endian(Bytes bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8U | bytes[at + i];
    return value;
}

/// Each frame's checksum goes on from the one before it.
class Checksum {
  public:
    explicit Checksum(bool big) : word_(big ? big_endian : little_endian) {}

    void add(Bytes bytes) {
        for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
            first_ += word_(bytes, at) + second_;
            second_ += word_(bytes, at + 4) + first_;
        }
    }
    [[nodiscard]] bool stands_in(Bytes bytes, std::size_t at) const {
        return big_endian(bytes, at) == first_ && big_endian(bytes, at + 4) == second_;
    }

  private:
    std::uint32_t (*word_)(Bytes, std::size_t);
    std::uint32_t first_ = 0;
    std::uint32_t second_ = 0;
};

bool read(std::ifstream& file, std::span<unsigned char> bytes) {
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return file.gcount() == static_cast<std::streamsize>(bytes.size());
}

bool is_of_log(Bytes frame, Bytes header) {
    return big_endian(frame, 8) == big_endian(header, 16) &&
           big_endian(frame, 12) == big_endian(header, 20);
}

bool ends_a_change(Bytes frame) {
    return big_endian(frame, 4) != 0;
}

/// Changes whose end stands behind the first frame that does not follow from the one before it.
unsigned changes_behind_damage(std::ifstream& file, Bytes header, Checksum checksum) {
    std::vector<unsigned char> buffer(frame_header_size + page_size);
    const Bytes frame{buffer};
    unsigned changes = 0;
    for (bool whole = true; read(file, buffer);) {
        const bool ours = is_of_log(frame, header);
        if (whole) {
            checksum.add(frame.first(8));
            checksum.add(frame.subspan(frame_header_size));
            whole = ours && checksum.stands_in(frame, 16);
        }
        if (!whole && ours && ends_a_change(frame)) ++changes;
    }
    return changes;
}

}  // namespace

bool is_damaged_log(const std::string& path) {
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(path))) return false;
    std::ifstream file{path, std::ios::binary};
    if (!file || file.peek() == std::ifstream::traits_type::eof()) return false;
    std::array<unsigned char, header_size> buffer{};
    if (!read(file, buffer)) return true;
    const Bytes header{buffer};
    Checksum checksum{(big_endian(header, 0) & 1U) != 0};
    checksum.add(header.first(24));
    const bool is_log = (big_endian(header, 0) & ~1U) == magic &&
                        big_endian(header, 8) == page_size && checksum.stands_in(header, 24);
    return !is_log || changes_behind_damage(file, header, checksum) > 1;
}

}  // namespace transferd::broker
