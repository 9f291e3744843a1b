package io.muster.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against the test vectors of Certificate Transparency (RFC 6962), which others check too. */
class MerkleTreeTest {

  private static final List<String> LEAVES =
      List.of("", "\0", "\20", " !", "01", "@ABC", "PQRSTUVW", "`abcdefghijklmno");

  private static Frontier tree(List<String> leaves) {
    Frontier tree = Frontier.EMPTY;
    for (String leaf : leaves) {
      tree = tree.with(Hash.ofLeaf(leaf));
    }
    return tree;
  }

  private static String hex(Hash hash) {
    return HexFormat.of().formatHex(hash.toBytes());
  }

  @Test
  void rootsAreThoseOfOtherImplementations() {
    assertThat(hex(Frontier.EMPTY.root()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    List<String> roots = new ArrayList<>();
    for (int size = 1; size <= LEAVES.size(); size++) {
      roots.add(hex(tree(LEAVES.subList(0, size)).root()));
    }
    assertThat(roots)
        .containsExactly(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  }

  private static List<String> lines(int size) {
    return IntStream.range(0, size).mapToObj(i -> "line " + i).toList();
  }

  private static InclusionProof.Subtrees of(List<String> lines) {
    return (level, index) ->
        tree(lines.subList((int) (index << level), (int) ((index + 1) << level))).root();
  }

  @Test
  void eachLeafOfEachTreeIsProvenAndNothingElseIs() {
    for (int size = 1; size <= 40; size++) {
      List<String> lines = lines(size);
      Hash root = tree(lines).root();
      for (int index = 0; index < size; index++) {
        InclusionProof proof = InclusionProof.of(index, size, of(lines));
        assertThat(proof.root(Hash.ofLeaf("line " + index))).isEqualTo(root);
        assertThat(proof.root(Hash.ofLeaf("line x"))).isNotEqualTo(root);
        int other = (index + 1) % size;
        if (other != index) {
          assertThat(
                  new InclusionProof(other, size, proof.hashes())
                      .root(Hash.ofLeaf("line " + index)))
              .as("%d for %d of %d", other, index, size)
              .isNotEqualTo(root);
        }
        List<Hash> longer = new ArrayList<>(proof.hashes());
        longer.add(root);
        assertThat(new InclusionProof(index, size, longer).root(Hash.ofLeaf("line " + index)))
            .isNotEqualTo(root);
      }
    }
  }

  @Test
  void aFrontierHasAsManyPeaksAsItsSizeHasOnes() {
    assertThat(tree(lines(255)).peaks()).hasSize(8);
    assertThat(tree(lines(256)).peaks()).hasSize(1);
    assertThatThrownBy(() -> new Frontier(3, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
