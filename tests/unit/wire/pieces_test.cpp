// SPDX-License-Identifier: MIT
#include "wire/pieces.hpp"

#include <gtest/gtest.h>

namespace transferd {
namespace {

using Kind = wire::Pieces::Kind;

wire::ToWorker order_with(std::size_t password) {
    core::DownloadOrder order;
    order.secrets.credentials.push_back(
        {core::AuthTarget::server, core::AuthScheme::basic, "me", std::string(password, 'p')});
    return wire::Start{order};
}

/// The pieces as the other side decodes them.
std::vector<wire::Piece> pieces_of(const wire::ToWorker& message) {
    std::vector<wire::Piece> pieces;
    for (const auto& bytes : wire::encode_in_pieces(message)) {
        EXPECT_LE(bytes.size(), wire::largest_message);
        pieces.push_back(std::get<wire::Piece>(wire::decode_to_worker(bytes).value()));
    }
    return pieces;
}

TEST(AnOrder, ThatFitsAMessageIsOne) {
    const auto bytes = wire::encode_in_pieces(order_with(60'000));
    ASSERT_EQ(bytes.size(), 1U);
    EXPECT_EQ(wire::decode_to_worker(bytes.front()), order_with(60'000));
}

TEST(AnOrder, ThatIsLargerComesBackFromItsPieces) {
    for (const std::size_t size : {65'536UL, 131'000UL, 200'000UL}) {
        const auto order = order_with(size);
        wire::Pieces pieces;
        std::optional<wire::ToWorker> whole;
        for (const auto& piece : pieces_of(order)) {
            EXPECT_FALSE(whole);
            auto taken = pieces.take(piece);
            EXPECT_NE(taken.kind, Kind::nonsense);
            whole = std::move(taken.message);
        }
        EXPECT_EQ(whole, order) << size;
    }
}

TEST(AnOrder, OfMoreThanAnyOrderHasIsNone) {
    wire::Pieces pieces;
    const wire::Piece piece{.bytes = std::string(60'000, 'x'), .last = false};
    for (std::size_t taken = piece.bytes.size(); taken <= wire::largest_order;
         taken += piece.bytes.size())
        EXPECT_EQ(pieces.take(piece).kind, Kind::incomplete);
    EXPECT_EQ(pieces.take(piece).kind, Kind::nonsense);
}

TEST(AnOrder, OfPiecesThatHoldNoneIsNone) {
    wire::Pieces pieces;
    EXPECT_EQ(pieces.take({.bytes = "x", .last = true}).kind, Kind::nonsense);
    for (const wire::ToWorker& inner :
         {wire::ToWorker{wire::Piece{"x", true}}, wire::ToWorker{wire::Hello{"build", 0}}}) {
        const auto bytes = wire::encode(inner);
        EXPECT_EQ(pieces.take({.bytes = {bytes.begin(), bytes.end()}, .last = true}).kind,
                  Kind::nonsense);
    }
}

}  // namespace
}  // namespace transferd
