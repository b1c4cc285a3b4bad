// SPDX-License-Identifier: MIT
#include "wire/pieces.hpp"

#include <gtest/gtest.h>

namespace transferd {
namespace {

using Kind = wire::Pieces<wire::ToWorker>::Kind;

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
        wire::Pieces<wire::ToWorker> pieces;
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
    wire::Pieces<wire::ToWorker> pieces;
    const wire::Piece piece{.bytes = std::string(60'000, 'x'), .last = false};
    for (std::size_t taken = piece.bytes.size(); taken <= wire::largest_in_pieces<wire::ToWorker>;
         taken += piece.bytes.size())
        EXPECT_EQ(pieces.take(piece).kind, Kind::incomplete);
    EXPECT_EQ(pieces.take(piece).kind, Kind::nonsense);
}

TEST(AnOrder, OfPiecesThatHoldNoneIsNone) {
    wire::Pieces<wire::ToWorker> pieces;
    EXPECT_EQ(pieces.take({.bytes = "x", .last = true}).kind, Kind::nonsense);
    for (const wire::ToWorker& inner :
         {wire::ToWorker{wire::Piece{"x", true}}, wire::ToWorker{wire::Hello{"build", 0}}}) {
        const auto bytes = wire::encode(inner);
        EXPECT_EQ(pieces.take({.bytes = {bytes.begin(), bytes.end()}, .last = true}).kind,
                  Kind::nonsense);
    }
}

TEST(AReport, ThatIsLargerThanAMessageComesBackFromItsPieces) {
    const wire::ToBroker report{core::Started{.file = {{1}, {2}},
                                              .part = {3, 4},
                                              .offset = 0,
                                              .size = 5,
                                              .validator = {},
                                              .effective_url = std::string(16'384, 'u'),
                                              .remote_size = {},
                                              .response_headers = std::string(65'536, 'h')}};
    wire::Pieces<wire::ToBroker> pieces;
    std::optional<wire::ToBroker> whole;
    for (const auto& bytes : wire::encode_in_pieces(report)) {
        ASSERT_LE(bytes.size(), wire::largest_message);
        EXPECT_FALSE(whole);
        auto piece = std::get<wire::Piece>(wire::decode_to_broker(bytes).value());
        whole = std::move(pieces.take(std::move(piece)).message);
    }
    EXPECT_EQ(whole, report);
}

TEST(AReport, OfPiecesIsNoneWhereItIsTooLargeOrAGreeting) {
    wire::Pieces<wire::ToBroker> pieces;
    using Report = decltype(pieces)::Kind;
    const wire::Piece piece{.bytes = std::string(60'000, 'x'), .last = false};
    EXPECT_EQ(pieces.take(piece).kind, Report::incomplete);
    EXPECT_EQ(pieces.take(piece).kind, Report::incomplete);
    EXPECT_EQ(pieces.take(piece).kind, Report::nonsense);
    wire::Pieces<wire::ToBroker> others;
    const auto bytes = wire::encode(wire::ToBroker{wire::Ready{"build"}});
    EXPECT_EQ(others.take({.bytes = {bytes.begin(), bytes.end()}, .last = true}).kind,
              Report::nonsense);
}

}  // namespace
}  // namespace transferd
